package assign

import (
	"cmp"
	"slices"
)

// selection finds the sites to open that are worth most under the limits on their number: at most one of each clique
// of rivals, so many in each town, so many in all. Cliques lie inside towns and towns inside the whole, so that taking
// the best first is exact (a laminar matroid; Edmonds 1971, doi:10.1007/BF01584082). Budgets are not its business.
type selection struct {
	c      *core
	clique []int32 // of each site; every site is in one
	order  []int32
	chosen []bool
	inTown []int64
	taken  []bool // cliques
	// tangled says that rivals are no cliques throughout, so that other cliques may suit other fixes better.
	tangled bool
}

// newSelection parts the sites into cliques of mutual rivals inside one town, greedily: those with most rivals first.
func newSelection(c *core) *selection {
	s := &selection{c: c, clique: make([]int32, c.sites()), chosen: make([]bool, c.sites()), inTown: make([]int64, len(c.floor))}
	s.part(nil)
	size := make([]int, len(s.taken))
	for _, clique := range s.clique {
		size[clique]++
	}
	for j, clique := range s.clique {
		s.tangled = s.tangled || len(c.rivals[j]) != size[clique]-1
	}
	return s
}

// part makes the cliques anew from the sites that are still free (nil: all).
func (s *selection) part(f *fixes) {
	c := s.c
	order := s.order[:0]
	for j := range int32(c.sites()) {
		s.clique[j] = -1
		order = append(order, j)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(len(c.rivals[b]), len(c.rivals[a])) })
	cliques := int32(0)
	for _, j := range order {
		if s.clique[j] >= 0 {
			continue
		}
		s.clique[j] = cliques
		if f == nil || f.state[j] == free {
			members := []int32{j}
			for _, k := range c.rivals[j] {
				if s.clique[k] >= 0 || c.siteTown[k] != c.siteTown[j] || f != nil && f.state[k] != free {
					continue
				}
				all := true
				for _, member := range members[1:] {
					if _, is := slices.BinarySearch(c.rivals[k], member); !is {
						all = false
						break
					}
				}
				if all {
					s.clique[k] = cliques
					members = append(members, k)
				}
			}
		}
		cliques++
	}
	s.order = order
	s.taken = make([]bool, cliques)
}

// unreachable stands for the value of a choice that cannot be made.
const unreachable = int64(1) << 61

// choose sets chosen for the free sites and returns the sum of their values; false where the limits cannot be kept.
func (s *selection) choose(f *fixes, value []int64) (sum int64, ok bool) {
	c := s.c
	order := s.order[:0]
	for j := range int32(c.sites()) {
		s.chosen[j] = false
		if f.state[j] == free && value[j] < unreachable {
			order = append(order, j)
		}
	}
	s.order = order
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(value[a], value[b]), cmp.Compare(a, b)) })
	clear(s.taken)
	copy(s.inTown, f.inTown)
	count := f.newly
	take := func(j int32) {
		s.chosen[j] = true
		s.taken[s.clique[j]] = true
		sum += value[j]
		count++
		if t := c.siteTown[j]; t >= 0 {
			s.inTown[t]++
		}
	}
	for _, j := range order { // what towns must have
		if t := c.siteTown[j]; t >= 0 && s.inTown[t] < c.townFewest[t] && !s.taken[s.clique[j]] {
			take(j)
		}
	}
	for t, has := range s.inTown {
		if has < c.townFewest[t] {
			return 0, false
		}
	}
	if count > c.most {
		return 0, false
	}
	for _, j := range order {
		if value[j] >= 0 && count >= c.fewest || count >= c.most {
			break
		}
		if t := c.siteTown[j]; s.chosen[j] || s.taken[s.clique[j]] || t >= 0 && s.inTown[t] >= c.townMost[t] {
			continue
		}
		take(j)
	}
	return sum, count >= c.fewest
}

// swaps returns for every free site what turning its choice around costs at least.
func (s *selection) swaps(f *fixes, value, into []int64) {
	c := s.c
	bound := false // some limit from below is at work
	for _, fewest := range c.townFewest {
		bound = bound || fewest > 0
	}
	bound = bound || c.fewest > 0
	count := f.newly
	worst, spare := int64(-unreachable), int64(0) // largest value chosen; least value of those not chosen, if below 0
	worstIn := slices.Repeat([]int64{-unreachable}, len(s.inTown))
	holder := slices.Repeat([]int32{-1}, len(s.taken))
	for j := range int32(c.sites()) {
		switch {
		case f.state[j] != free || value[j] >= unreachable:
		case s.chosen[j]:
			count++
			worst = max(worst, value[j])
			holder[s.clique[j]] = j
			if t := c.siteTown[j]; t >= 0 {
				worstIn[t] = max(worstIn[t], value[j])
			}
		default:
			spare = min(spare, value[j])
		}
	}
	for j := range int32(c.sites()) {
		into[j] = 0
		switch {
		case f.state[j] != free:
		case value[j] >= unreachable:
			into[j] = unreachable
		case bound: // leave it: what must be chosen blurs what a choice is worth
		case s.chosen[j]:
			into[j] = max(0, spare-value[j])
		default:
			displaced := int64(0)
			t := c.siteTown[j]
			if rival := holder[s.clique[j]]; rival >= 0 {
				displaced = value[rival]
			} else if t >= 0 && s.inTown[t] >= c.townMost[t] {
				displaced = worstIn[t]
			} else if count >= c.most {
				displaced = worst
			}
			into[j] = max(0, value[j]-max(displaced, -unreachable/2))
		}
	}
}
