package verify

import (
	"fmt"
	"math/big"
	"slices"

	"cuntong/geo"
	"cuntong/planner"
)

// around is what one demand has within the limit.
type around struct {
	allowed, open int
	nearest       int // open; -1 none
	nearestLeg    geo.Leg
	lengths       []int64         // d of the open sites
	legs          map[int]geo.Leg // of the open sites, only where loads let a demand leave its nearest one
}

// demands walks through every row: who is nearest, who serves, who is covered, who never can be.
func (r *recount) demands() error {
	p, a := r.problem, r.answer
	split := p.Splittable && p.Loaded() && p.Objective != planner.Huff
	free := p.Loaded() && p.Objective != planner.Huff // who serves is the answer's choice
	if split && len(a.Assignment) > 0 {
		return fmt.Errorf("demands are split, but %d have an assignment", len(a.Assignment))
	}
	if !split && len(a.Assignment) != len(p.Demands) {
		return fmt.Errorf("%d assignments for %d demands", len(a.Assignment), len(p.Demands))
	}
	if !split && len(a.Shares) > 0 {
		return fmt.Errorf("%d shares though demands are not split", len(a.Shares))
	}
	shares := a.Shares
	for i := range p.Demands {
		at := r.look(i, free)
		var mine []planner.Share
		if split {
			n := 0
			for n < len(shares) && int(shares[n].Demand) == i {
				n++
			}
			mine, shares = shares[:n], shares[n:]
			if err := r.shares(i, mine); err != nil {
				return err
			}
		} else if said := int(a.Assignment[i]); said != int(planner.Unassigned) {
			mine = []planner.Share{{Demand: int32(i), Site: int32(said), Load: p.Demands[i].Load}}
		}
		if !free {
			if said := int(a.Assignment[i]); said != at.nearest {
				return fmt.Errorf("demand %d is assigned to %s, expected %s", i, siteName(said), siteName(at.nearest))
			}
		}
		if err := r.serve(i, at, mine, free); err != nil {
			return err
		}
	}
	if len(shares) > 0 {
		return fmt.Errorf("share of demand %d at site %d is out of order or of no demand", shares[0].Demand, shares[0].Site)
	}
	return nil
}

// look walks through one row.
func (r *recount) look(i int, keep bool) around {
	at := around{nearest: -1}
	if keep {
		at.legs = map[int]geo.Leg{}
	}
	for j, leg := range r.problem.Travel.Row(i) {
		if r.d(leg) > r.problem.Limit.Value { // the limit is closed
			continue
		}
		if !r.problem.Sites[j].Forbidden {
			at.allowed++
		}
		if !r.isOpen[j] {
			continue
		}
		at.open++
		if keep {
			at.legs[j] = leg
		}
		if r.problem.Nearest > 1 {
			at.lengths = append(at.lengths, r.d(leg))
		}
		was := at.nearestLeg
		if at.nearest < 0 || r.d(leg) < r.d(was) || r.d(leg) == r.d(was) &&
			(leg.Meters < was.Meters || leg.Meters == was.Meters && leg.Seconds < was.Seconds) {
			at.nearest, at.nearestLeg = j, leg
		}
	}
	slices.Sort(at.lengths)
	return at
}

// shares checks that a demand's shares are in order and make up its load.
func (r *recount) shares(i int, mine []planner.Share) error {
	load, sum := r.problem.Demands[i].Load, int64(0)
	for k, share := range mine {
		if k > 0 && share.Site <= mine[k-1].Site {
			return fmt.Errorf("demand %d has shares at sites %d and %d, expected ascending", i, mine[k-1].Site, share.Site)
		}
		if share.Load <= 0 && !(load == 0 && share.Load == 0 && len(mine) == 1) || share.Load > load {
			return fmt.Errorf("demand %d has a share of %d of its load of %d", i, share.Load, load)
		}
		sum += share.Load
	}
	if len(mine) > 0 && sum != load {
		return fmt.Errorf("the shares of demand %d add up to %d, its load is %d", i, sum, load)
	}
	return nil
}

// serve counts one demand that is served as said (by nobody where there are no shares).
func (r *recount) serve(i int, at around, mine []planner.Share, free bool) error {
	p := r.problem
	demand := p.Demands[i]
	if len(r.townTotal) > 0 {
		r.townTotal[demand.Town] += demand.Weight
	}
	needs := max(1, int(demand.Needs))
	blocked := at.allowed < needs || at.allowed < p.Nearest
	if blocked {
		r.hopeless = append(r.hopeless, i)
	}
	covered := len(mine) > 0 && at.open >= needs
	if p.Objective.MustServe() && !blocked && (!covered || at.open < p.Nearest) {
		return fmt.Errorf("demand %d is not covered though allowed sites could (%d of %d are open)", i, at.open, at.allowed)
	}
	if p.Objective == planner.Huff {
		r.choose(i)
	}
	permille, parts := int64(1000), new(big.Rat)
	for _, share := range mine {
		leg := at.nearestLeg
		if free {
			found, ok := at.legs[int(share.Site)]
			if !ok {
				return fmt.Errorf("demand %d is served by %s, which is not open within the limit", i, siteName(int(share.Site)))
			}
			leg = found
		}
		d := r.d(leg)
		r.farthest = max(r.farthest, d)
		if p.Objective != planner.Huff {
			r.carried[share.Site] += share.Load
		}
		if len(p.Decay) > 0 {
			permille = min(permille, r.decay(d))
		}
		if len(mine) > 1 {
			parts.Add(parts, new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(d), big.NewInt(share.Load)), big.NewInt(demand.Load)))
		} else {
			parts.SetInt64(d)
		}
	}
	if p.Nearest > 1 && at.open >= p.Nearest {
		parts.SetInt64(0)
		for _, d := range at.lengths[:p.Nearest] {
			parts.Add(parts, new(big.Rat).SetInt64(d))
		}
	}
	r.impedance.Add(r.impedance, parts.Mul(parts, new(big.Rat).SetInt64(demand.Weight)))
	if !covered {
		return nil
	}
	r.weight += demand.Weight
	if len(r.townHas) > 0 {
		r.townHas[demand.Town] += demand.Weight
	}
	if at.open > needs {
		permille += p.BackupPermille
	}
	r.permille += permille * demand.Weight
	return nil
}

// decay is the permille of the first step that a length keeps.
func (r *recount) decay(d int64) int64 {
	for _, step := range r.problem.Decay {
		if d <= step.Within {
			return step.Permille
		}
	}
	return 0
}

func siteName(j int) string {
	if j < 0 {
		return "nobody"
	}
	return fmt.Sprintf("site %d", j)
}
