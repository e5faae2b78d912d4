package study

import (
	"context"
	"strconv"
	"sync"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
)

// planShelf keeps what boards need of saved plans. What was read of a plan of one revision holds; to read one means to decode two
// audits, and a board asks for up to plansOnBoard.
type planShelf struct {
	mu   sync.Mutex
	held map[string]report.PlanInput // trimmed, by ID and revision
}

// plansHeld bounds the shelf; what a board needs of a city's plan is some 60 kB.
const plansHeld = 2 * plansOnBoard

// of returns what the shelf holds of a plan, or reads it. Whether the plan is stale and whether it was accepted are of another day.
func (p *planShelf) of(head data.Plan, read func() (*report.PlanInput, error)) (report.PlanInput, error) {
	id := head.ID + " " + strconv.FormatInt(head.Revision, 10)
	p.mu.Lock()
	plan, ok := p.held[id]
	p.mu.Unlock()
	if ok {
		return plan, nil
	}
	whole, err := read()
	if err != nil {
		return plan, err
	}
	whole.Trim()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil || len(p.held) >= plansHeld {
		p.held = map[string]report.PlanInput{}
	}
	p.held[id] = *whole
	return *whole, nil
}

// ReadPlansAhead reads what boards need of the newest plans, with a pause after each, so that the first board after a start does not wait
// for it. It ends early when the context does.
func (s *Study) ReadPlansAhead(ctx context.Context, pause time.Duration) error {
	heads, err := s.Store.Plans(ctx, data.Query{Limit: plansOnBoard})
	if err != nil {
		return err
	}
	for _, head := range heads {
		if head.Objective == nil {
			continue
		}
		if _, err := s.plans.of(head, func() (*report.PlanInput, error) { return s.planInput(ctx, head.ID, head.Revision) }); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil
}
