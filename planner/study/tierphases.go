package study

import (
	"context"
	"fmt"
	"slices"

	"cuntong/data"
	"cuntong/planner"
	"cuntong/planner/report"
)

// mostPhases bounds the years of a plan.
const mostPhases = 30

// tierBudget is what a plan may spend in all.
func tierBudget(request PlanRequest) (*int64, error) {
	if len(request.Phases) == 0 {
		return request.Budget, nil
	}
	if request.Budget != nil || len(request.Phases) > mostPhases {
		return nil, fmt.Errorf("phases are at most %d yearly budgets, in place of a budget: %w", mostPhases, data.ErrInvalid)
	}
	sum := int64(0)
	for _, yuan := range request.Phases {
		if yuan < 0 || yuan > 1<<40 {
			return nil, fmt.Errorf("a phase has %d yuan, expected 0 to %d: %w", yuan, int64(1)<<40, data.ErrInvalid)
		}
		sum += yuan
	}
	return &sum, nil
}

// phasing spreads a joint plan over years. Every year is a three-tier problem of its own: of what stands today and what the joint plan
// runs, the money that there is by then goes where it takes most off the year's cost, in which a parcel without a point counts the
// cost book's price; what was opened stays, what the joint plan does without may serve until it is dropped and never comes back.
type phasing struct {
	q       *networkQuestion
	n       *networkScene
	final   *planner.NetworkAnswer
	budgets []int64
	paid    []int64 // by year: own money
	granted []int64 // by year: subsidies
	years   []report.NetworkPhase
	now     []phaseTier // hubs, stations, points as the year before left them
}

// phaseTier is one tier of the problem with its final and present sizes.
type phaseTier struct {
	places   []data.Facility
	premises []planner.Premises
	final    []int32
	now      []int32
	first    []int32 // position in premises' sizes of the first that the year may choose
}

func (s *Study) phaseNetwork(ctx context.Context, n *networkScene, q *networkQuestion, final *planner.NetworkAnswer, request NetworkRequest) ([]report.NetworkPhase, error) {
	if q.problem.UnservedFen == 0 {
		return nil, fmt.Errorf("a plan in phases leaves villages unserved in its first years, so the cost book needs unserved_yuan_per_parcel above 0: %w", data.ErrInvalid)
	}
	f := &phasing{q: q, n: n, final: final, budgets: request.Phases, paid: make([]int64, len(request.Phases)), granted: make([]int64, len(request.Phases)), years: make([]report.NetworkPhase, len(request.Phases))}
	for _, tier := range []phaseTier{{places: q.hubs, premises: q.problem.Hubs, final: final.Hubs}, {places: q.stations, premises: q.problem.Stations, final: final.Stations}, {places: q.points, premises: q.problem.Points, final: final.Points}} {
		tier.now, tier.first = make([]int32, len(tier.places)), make([]int32, len(tier.places))
		for j, facility := range tier.places {
			if tier.now[j] = planner.NotRun; facility.Status == data.Active {
				tier.now[j] = 0
			}
		}
		f.now = append(f.now, tier)
	}
	for t := range request.Phases {
		if err := f.year(ctx, s, t, request); err != nil {
			return nil, fmt.Errorf("year %d: %w", t+1, err)
		}
	}
	left := int64(0)
	for t := range f.years {
		year := &f.years[t]
		left += f.budgets[t] - f.paid[t]
		year.BudgetYuan, year.SpentYuan, year.SubsidyYuan, year.LeftYuan = f.budgets[t], f.paid[t], f.granted[t], left
		year.Sentence = report.PhaseSentence(*year)
	}
	return f.years, nil
}

// delay is how many years after they are paid for new premises are run.
func (f *phasing) delay(tier data.FacilityTier) int {
	return int(max(0, f.n.costs.Tiers[tier].BuildMonths-1) / 12)
}

// free is the money that is left over in all years from the given one to the one before until.
func (f *phasing) free(from, until int) int64 {
	sum, least := int64(0), int64(-1)
	for t := range until {
		if sum += f.budgets[t] - f.paid[t]; t >= from && (least < 0 || sum < least) {
			least = sum
		}
	}
	return max(least, 0)
}

// year solves one year. What takes longer than a year to build must have found its money in time; where all of it together did not,
// the dearest waits.
func (f *phasing) year(ctx context.Context, s *Study, t int, request NetworkRequest) error {
	waiting := map[string]bool{}
	for {
		p := f.problem(t, waiting)
		answer, err := f.answer(ctx, s, t, p, waiting, request)
		if err != nil {
			return err
		}
		if late := f.tooEarly(t, answer); late != "" {
			waiting[late] = true
			continue
		}
		return f.keep(t, answer)
	}
}

// answer is the joint plan itself in the last year if nothing of it has to wait, and else what the year's problem comes to.
func (f *phasing) answer(ctx context.Context, s *Study, t int, p *planner.Network, waiting map[string]bool, request NetworkRequest) (*planner.NetworkAnswer, error) {
	if t == len(f.budgets)-1 && len(waiting) == 0 {
		for _, tier := range f.now {
			for j, facility := range tier.places {
				if tier.final[j] != planner.NotRun && tier.now[j] == planner.NotRun && facility.Status != data.Active && f.delay(facility.Tier) > t {
					waiting[facility.ID] = true
				}
			}
		}
		if len(waiting) == 0 {
			return f.final, nil
		}
		p = f.problem(t, waiting)
	}
	answer, err := s.solveProblem(ctx, p, request)
	if err != nil {
		return nil, err
	}
	if answer.Objective == nil {
		return nil, fmt.Errorf("the year's network has no answer: %s: %w", answer.Reason, errNoAnswer)
	}
	whole := *answer // with sizes as positions of the whole problem
	for k, list := range []*[]int32{&whole.Hubs, &whole.Stations, &whole.Points} {
		*list = slices.Clone(*list)
		for j := range *list {
			if (*list)[j] != planner.NotRun {
				(*list)[j] += f.now[k].first[j]
			}
		}
	}
	return &whole, nil
}

// problem is what may be run in a year.
func (f *phasing) problem(t int, waiting map[string]bool) *planner.Network {
	p := *f.q.problem
	budget := f.free(t, t+1)
	p.BudgetYuan = &budget
	for k, into := range []*[]planner.Premises{&p.Hubs, &p.Stations, &p.Points} {
		tier := &f.now[k]
		list := make([]planner.Premises, len(tier.premises))
		for j, whole := range tier.premises {
			one, now, final := whole, tier.now[j], tier.final[j]
			active := tier.places[j].Status == data.Active
			tier.first[j] = 0
			switch {
			case final == planner.NotRun && (!active || now == planner.NotRun):
				one.Forbidden, one.Keep, one.Sizes = true, false, nil
			case final == planner.NotRun: // may serve until it is dropped
				one.Sizes = whole.Sizes[:1]
			case now != planner.NotRun: // stays, and may grow
				tier.first[j], one.Keep = now, true
				one.Sizes = slices.Clone(whole.Sizes[now : final+1])
				for s := range one.Sizes {
					one.Sizes[s].OpeningYuan -= whole.Sizes[now].OpeningYuan
				}
			default:
				tier.first[j] = final
				one.Sizes = slices.Clone(whole.Sizes[final : final+1])
				if d := f.delay(tier.places[j].Tier); d > 0 {
					if waiting[tier.places[j].ID] || d > t || one.Sizes[0].OpeningYuan > f.free(t-d, t) {
						one.Forbidden, one.Keep = true, false
					}
				} // paid for before, but out of the money that there is by this year
			}
			list[j] = one
		}
		*into = list
	}
	return &p
}

// tooEarly names what a year runs although its money was not there in time: of all that take long to build, the dearest.
func (f *phasing) tooEarly(t int, answer *planner.NetworkAnswer) string {
	dearest, id := int64(-1), ""
	need := map[int]int64{}
	for k, size := range [][]int32{answer.Hubs, answer.Stations, answer.Points} {
		tier := f.now[k]
		for j, facility := range tier.places {
			d := f.delay(facility.Tier)
			if size[j] == planner.NotRun || tier.now[j] != planner.NotRun || d == 0 {
				continue
			}
			cost := tier.premises[j].Sizes[size[j]].OpeningYuan
			if need[d] += cost; cost > dearest {
				dearest, id = cost, facility.ID
			}
		}
	}
	for d, yuan := range need {
		if d > t || yuan > f.free(t-d, t) {
			return id
		}
	}
	return ""
}

// keep notes what a year does and pays.
func (f *phasing) keep(t int, answer *planner.NetworkAnswer) error {
	plan := f.q.report(f.n, Joint, answer)
	year := report.NetworkPhase{Year: t + 1, Opened: []string{}, Upgraded: []string{}, Dropped: []string{}, Building: []string{}, Points: plan.Points.Run, Stations: plan.Stations.Run, Hubs: plan.Hubs.Run,
		Served: plan.Served, ServedPeople: plan.ServedPeople, ServedParcels: plan.ServedParcels, Yuan: *plan.ObjectiveYuan - plan.Cost.Unserved, ObjectiveYuan: *plan.ObjectiveYuan, BoundYuan: plan.BoundYuan, Verified: true}
	for k, size := range [][]int32{answer.Hubs, answer.Stations, answer.Points} {
		tier := &f.now[k]
		for j, facility := range tier.places {
			was, is := tier.now[j], size[j]
			if tier.now[j] = is; was == is {
				continue
			}
			if is == planner.NotRun {
				if facility.Status != data.Active || tier.final[j] != planner.NotRun {
					return fmt.Errorf("%s, which the years before opened, would be closed again", facility.ID)
				}
				year.Dropped = append(year.Dropped, facility.ID)
				continue
			}
			when, own, granted := t, tier.premises[j].Sizes[is].OpeningYuan, f.q.subsidies[facility.ID][is]
			if was == planner.NotRun {
				year.Opened = append(year.Opened, facility.ID)
				if when = t - f.delay(facility.Tier); when < t {
					f.years[when].Building = append(f.years[when].Building, facility.ID)
				}
			} else {
				year.Upgraded = append(year.Upgraded, facility.ID)
				own, granted = own-tier.premises[j].Sizes[was].OpeningYuan, granted-f.q.subsidies[facility.ID][was]
			}
			f.paid[when] += own
			f.granted[when] += granted
		}
	}
	f.years[t] = year
	if f.paidBeyond(t) {
		return fmt.Errorf("the year spends more than there is")
	}
	return nil
}

// paidBeyond reports whether more was paid by the end of any year than there was.
func (f *phasing) paidBeyond(until int) bool {
	sum := int64(0)
	for t := 0; t <= until; t++ {
		if sum += f.budgets[t] - f.paid[t]; sum < 0 {
			return true
		}
	}
	return false
}
