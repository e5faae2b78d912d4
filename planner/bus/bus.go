// Package bus chooses which calls ride in the holds of buses in place of being toured (客货邮).
//
// The problem is planner.BusFreight beside what touring the rest costs, which the caller tells for any set of calls. Sets of calls that
// ride are packed onto trips first-fit by arrival: for each direction the earliest trip with room in the hold and time for the
// hand-over. The search begins with what touring could save by each call alone, as the caller estimates it, tries all calls
// that fit and those that seem worth it, and then takes single calls in or out while the whole cost falls; each trial is costed by the
// caller anew, routes and all. No more than Trials are made. With up to four calls every set is tried instead. Nothing riding is always
// among the trials, so an answer never costs more than vehicles alone.
//
// The idea to let a passenger line carry freight on its way is that of share-a-ride and freight-on-transit models (Li et al. 2014,
// doi:10.1016/j.ejor.2014.03.003; Ghilas, Demir and Van Woensel 2016, doi:10.1016/j.cor.2016.01.018); those choose
// lines inside the routing search. We keep them apart, so that each answer is checked by two recounts (verify.BusFreight,
// verify.Routing) and re-costed by the one fleet solver; the price is that no bound comes with the choice. Packing takes
// O(calls · trips · stops²); meant for some hundreds of calls and trips.
package bus

import (
	"cmp"
	"context"
	"slices"

	"cuntong/planner"
)

// Cost is what a day costs; fewer unserved stops always win.
type Cost struct {
	Unserved int64
	Amount   int64
}

func (c Cost) less(other Cost) bool {
	return c.Unserved < other.Unserved || c.Unserved == other.Unserved && c.Amount < other.Amount
}

// Question is one choice: Calls are the candidates, positions in the problem's Calls; Worth is what touring would save without each, as
// far as is known beforehand; Tour is what touring costs where riding[i] says that Calls[i] rides.
type Question struct {
	Calls  []int32
	Worth  []int64
	Tour   func(ctx context.Context, riding []bool) (Cost, error)
	Trials int // most calls of Tour; at least 1
}

// Answer is the best that was found.
type Answer struct {
	Riding []bool // of Question.Calls
	Rides  []planner.BusRide
	Cost   Cost // of touring and riding together
	Trials int
}

// Hold is the room on the day's trips. Choices made one after the other share it.
type Hold struct {
	problem *planner.BusFreight
	board   [][]int64 // parcels behind each stop of each trip
	stands  [][]int32 // legs that begin or end at each stop of each trip
	delay   []int64
}

// NewHold returns empty holds.
func NewHold(p *planner.BusFreight) *Hold {
	h := &Hold{problem: p, delay: make([]int64, len(p.Trips))}
	for _, trip := range p.Trips {
		h.board = append(h.board, make([]int64, len(trip.Stops)))
		h.stands = append(h.stands, make([]int32, len(trip.Stops)))
	}
	return h
}

// Could reports whether a call fits with all holds empty.
func Could(p *planner.BusFreight, call int32) bool {
	_, ok := NewHold(p).put(call)
	return ok
}

// put books a call's legs; false and nothing booked where it does not fit.
func (h *Hold) put(call int32) (planner.BusRide, bool) {
	c := &h.problem.Calls[call]
	ride := planner.BusRide{Call: call}
	if c.Down > 0 {
		if ride.Down = h.leg(c.Home, c.Near, c.Down); ride.Down == nil {
			return ride, false
		}
		h.book(*ride.Down, c.Down, 1)
	}
	if c.Up > 0 {
		if ride.Up = h.leg(c.Near, c.Home, c.Up); ride.Up == nil {
			if ride.Down != nil {
				h.book(*ride.Down, c.Down, -1)
			}
			return ride, false
		}
		h.book(*ride.Up, c.Up, 1)
	}
	return ride, true
}

// take gives a ride's room back.
func (h *Hold) take(ride planner.BusRide) {
	c := &h.problem.Calls[ride.Call]
	if ride.Down != nil {
		h.book(*ride.Down, c.Down, -1)
	}
	if ride.Up != nil {
		h.book(*ride.Up, c.Up, -1)
	}
}

func (h *Hold) book(leg planner.BusLeg, parcels int64, sign int32) {
	for position := leg.Board; position < leg.Alight; position++ {
		h.board[leg.Trip][position] += int64(sign) * parcels
	}
	for _, position := range []int32{leg.Board, leg.Alight} {
		stood := h.stands[leg.Trip][position] > 0
		h.stands[leg.Trip][position] += sign
		if stands := h.stands[leg.Trip][position] > 0; stands != stood {
			h.delay[leg.Trip] += int64(sign) * h.problem.Trips[leg.Trip].Handover
		}
	}
}

// leg finds the leg that arrives first; among equals the first trip, and the least way on it.
func (h *Hold) leg(from, to []planner.BusAccess, parcels int64) *planner.BusLeg {
	var best *planner.BusLeg
	earliest := int64(0)
	for t := range h.problem.Trips {
		trip := &h.problem.Trips[t]
		for alight := 1; alight < len(trip.Stops); alight++ {
			off, ok := way(to, trip.Stops[alight].Place)
			there := trip.Stops[alight].Arrive + trip.MaxDelay + off // however late the others make it
			if !ok || there > h.problem.Window.Close || best != nil && there >= earliest {
				continue
			}
			for board := alight - 1; board >= 0 && h.board[t][board]+parcels <= trip.Capacity; board-- {
				on, ok := way(from, trip.Stops[board].Place)
				if !ok || h.problem.Window.Open+on > trip.Stops[board].Leave {
					continue
				}
				more := int64(0)
				for _, position := range []int{board, alight} {
					if h.stands[t][position] == 0 {
						more += trip.Handover
					}
				}
				if h.delay[t]+more <= trip.MaxDelay {
					best, earliest = &planner.BusLeg{Trip: int32(t), Board: int32(board), Alight: int32(alight)}, there
					break
				}
			}
		}
	}
	return best
}

// way is the shortest way to a bus stop.
func way(access []planner.BusAccess, place int32) (seconds int64, ok bool) {
	for _, a := range access {
		if a.Place == place && (!ok || a.Seconds < seconds) {
			seconds, ok = a.Seconds, true
		}
	}
	return seconds, ok
}

// Choose answers one question and leaves its rides in the hold.
func (h *Hold) Choose(ctx context.Context, q Question) (*Answer, error) {
	s := &search{h: h, q: q}
	s.rank()
	none, all, worth := make([]bool, len(q.Calls)), make([]bool, len(q.Calls)), make([]bool, len(q.Calls))
	for i := range q.Calls {
		all[i], worth[i] = true, q.Worth[i] > s.fare(i)
	}
	if err := s.try(ctx, none); err != nil {
		return nil, err
	}
	if len(q.Calls) <= 4 && q.Trials >= 1<<len(q.Calls) {
		for set := 1; set < 1<<len(q.Calls); set++ {
			chosen := make([]bool, len(q.Calls))
			for i := range chosen {
				chosen[i] = set>>i&1 == 1
			}
			if err := s.try(ctx, chosen); err != nil {
				return nil, err
			}
		}
	} else {
		for _, start := range [][]bool{all, worth} {
			if err := s.try(ctx, start); err != nil {
				return nil, err
			}
		}
		if err := s.descend(ctx); err != nil {
			return nil, err
		}
	}
	rides, _ := s.pack(s.best.Riding)
	s.best.Rides = rides
	slices.SortFunc(s.best.Rides, byCall)
	return &s.best, nil
}

type search struct {
	h     *Hold
	q     Question
	order []int // candidates by what they seem worth, best first
	best  Answer
	seen  [][]bool
}

func byCall(a, b planner.BusRide) int { return cmp.Compare(a.Call, b.Call) }

// rank orders the candidates by what they seem worth beyond their fare; ties by position.
func (s *search) rank() {
	s.order = make([]int, len(s.q.Calls))
	for i := range s.order {
		s.order[i] = i
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.q.Worth[b]-s.fare(b), s.q.Worth[a]-s.fare(a)) })
}

// fare is what a call pays on the cheapest trips.
func (s *search) fare(i int) int64 {
	c := &s.h.problem.Calls[s.q.Calls[i]]
	least := int64(-1)
	for _, trip := range s.h.problem.Trips {
		if least < 0 || trip.PerParcel < least {
			least = trip.PerParcel
		}
	}
	return max(0, least) * (c.Down + c.Up)
}

// pack puts the wanted calls on board, those worth most first, and says which fit. The caller takes the rides back unless they stay.
func (s *search) pack(wanted []bool) (rides []planner.BusRide, riding []bool) {
	riding = make([]bool, len(wanted))
	for _, i := range s.order {
		if !wanted[i] {
			continue
		}
		if ride, ok := s.h.put(s.q.Calls[i]); ok {
			rides, riding[i] = append(rides, ride), true
		}
	}
	return rides, riding
}

// try costs what fits of a set and keeps it where it is the best yet. A set that was tried before costs nothing.
func (s *search) try(ctx context.Context, wanted []bool) error {
	rides, riding := s.pack(wanted)
	fares := int64(0)
	for _, ride := range rides {
		c := &s.h.problem.Calls[ride.Call]
		if ride.Down != nil {
			fares += s.h.problem.Trips[ride.Down.Trip].PerParcel * c.Down
		}
		if ride.Up != nil {
			fares += s.h.problem.Trips[ride.Up.Trip].PerParcel * c.Up
		}
		s.h.take(ride)
	}
	if len(s.seen) >= max(1, s.q.Trials) || slices.ContainsFunc(s.seen, func(one []bool) bool { return slices.Equal(one, riding) }) {
		return nil
	}
	s.seen = append(s.seen, riding)
	s.best.Trials++
	cost, err := s.q.Tour(ctx, riding)
	if err != nil {
		return err
	}
	cost.Amount += fares
	if s.best.Riding == nil || cost.less(s.best.Cost) {
		s.best.Riding, s.best.Cost = riding, cost
	}
	return nil
}

// descend takes single calls in or out while that helps: first out those that seem worth least, then in those that seem worth most.
func (s *search) descend(ctx context.Context) error {
	for improved := true; improved && len(s.seen) < s.q.Trials; {
		improved = false
		for k := range 2 * len(s.order) {
			i := s.order[len(s.order)-1-k/2]
			if k%2 == 1 {
				i = s.order[k/2]
			}
			if s.best.Riding[i] != (k%2 == 0) {
				continue
			}
			flipped := slices.Clone(s.best.Riding)
			flipped[i] = !flipped[i]
			before := s.best.Cost
			if err := s.try(ctx, flipped); err != nil {
				return err
			}
			improved = improved || s.best.Cost.less(before)
		}
	}
	return nil
}
