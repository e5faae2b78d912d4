package sample

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"cuntong/data"
)

// apartMeters keeps any two settlements apart.
const apartMeters = 400

// place gives every unit its place. Residents' committees cluster at the seat of their town. The land of a
// county is strewn with slots by random sequential inhibition (no two nearer than a spacing that follows
// from the land of a village); then the slots are shared out so that the sum of the squared distances to the
// own seat is small, each town getting as many as it has villages. What no town wants stays empty: that is
// the coast, the far hills, the steppe.
func (r *region) place(d dice) error {
	var taken []spot // in all counties: neighbours across a border keep apart too
	for c := range r.counties {
		if r.counties[c].landlord != c {
			continue
		}
		var towns []int
		for t := range r.towns {
			if r.counties[r.towns[t].county].landlord == c {
				towns = append(towns, t)
			}
		}
		taken = r.placeResidents(d, towns, taken)
		var err error
		if taken, err = r.placeVillages(d, c, towns, taken); err != nil {
			return err
		}
	}
	return nil
}

func (r *region) placeResidents(d dice, towns []int, taken []spot) []spot {
	for _, t := range towns {
		far := int64(600)
		for u := range r.units {
			unit := &r.units[u]
			if unit.town != t || unit.kind != data.KindResidents {
				continue
			}
			ground := r.groundOf(t)
			for tries := 1; ; tries++ {
				unit.place = ground.around(d, r.towns[t].seat, 0, far)
				if ground.clear(unit.place, taken, apartMeters) {
					break
				}
				if tries%40 == 0 {
					far += 100
				}
			}
			taken = append(taken, unit.place)
		}
	}
	return taken
}

func (r *region) placeVillages(d dice, c int, towns []int, taken []spot) ([]spot, error) {
	owned := map[int][]int{} // units of a town, in order; looked up, never ranged over
	need := 0
	for u, unit := range r.units {
		if unit.kind != data.KindResidents && slices.Contains(towns, unit.town) {
			owned[unit.town] = append(owned[unit.town], u)
			need++
		}
	}
	slots := r.strew(d, c, need, taken)
	if len(slots) < need {
		return nil, fmt.Errorf("%s has room for %d of its %d villages", r.counties[c].name, len(slots), need)
	}
	ground := r.counties[c].ground
	wants := make([]int, len(towns))
	cost := make([][]int64, len(towns)+1) // the last row: left empty
	cost[len(towns)] = make([]int64, len(slots))
	worth := make([]int64, len(slots)) // soil and water differ: settlement thins out instead of ending at a circle
	for s := range worth {
		worth[s] = d.between(60, 140)
	}
	for i, t := range towns {
		wants[i] = len(owned[t])
		cost[i] = make([]int64, len(slots))
		for s, slot := range slots {
			cost[i][s] = ground.squared(r.towns[t].seat, slot) / 100 * worth[s]
		}
	}
	owner := shareOut(wants, cost)
	for s, i := range owner {
		if i < len(towns) {
			t := towns[i]
			r.units[owned[t][0]].place = slots[s]
			owned[t] = owned[t][1:]
			taken = append(taken, slots[s])
		}
	}
	return taken, nil
}

// strew throws darts until the land holds one slot for the land of each village.
func (r *region) strew(d dice, c, need int, taken []spot) []spot {
	const (
		spacingPercent = 68  // of the side of a village's square
		throws         = 100 // for each slot, before the spacing shrinks
	)
	county, ground := r.counties[c], r.counties[c].ground
	goal := max(int(ground.areaHectares()/county.custom.villageHectares), need+need/20)
	side := int64(math.Sqrt(float64(county.custom.villageHectares * 10_000)))
	spacing := side * spacingPercent / 100
	var slots []spot
	for spacing > apartMeters {
		for range throws * goal {
			if len(slots) >= goal {
				return slots
			}
			s := ground.anywhere(d)
			if ground.clear(s, slots, spacing) && ground.habitable(s) && ground.clear(s, taken, apartMeters) {
				slots = append(slots, s)
			}
		}
		if len(slots) >= need+need/20 {
			return slots
		}
		spacing = spacing * 9 / 10
	}
	return slots
}

// shareOut gives town i wants[i] slots, cost[i][s] being the price of slot s and the last row that of
// leaving it empty: cheapest first, then exchanges of two slots as long as one helps.
func shareOut(wants []int, cost [][]int64) []int {
	nobody := len(wants)
	type claim struct{ town, slot int }
	var claims []claim
	owner := make([]int, len(cost[nobody]))
	for s := range owner {
		owner[s] = nobody
		for i := range wants {
			claims = append(claims, claim{i, s})
		}
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(cost[a.town][a.slot], cost[b.town][b.slot]), a.slot-b.slot, a.town-b.town)
	})
	left := slices.Clone(wants)
	for _, c := range claims {
		if owner[c.slot] == nobody && left[c.town] > 0 {
			owner[c.slot] = c.town
			left[c.town]--
		}
	}
	for better := true; better; {
		better = false
		for s := range owner {
			for q := range s {
				a, b := owner[s], owner[q]
				if a != b && cost[a][q]+cost[b][s] < cost[a][s]+cost[b][q] {
					owner[s], owner[q] = b, a
					better = true
				}
			}
		}
	}
	return owner
}
