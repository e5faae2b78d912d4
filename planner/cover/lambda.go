package cover

import "math/bits"

// ratio is a site's worth for each unit of a limit that it uses, in units of 2^-shift.
type ratio struct {
	worth uint64
	use   int64
}

// chooseLambda sets one limit's λ to its best value for the gathered u and the other λ: the worth of the
// site at which the limit is full when sites are taken by falling worth (the linear knapsack, Dantzig 1957,
// doi:10.1287/opre.5.2.266), found by selection in linear time on average.
func (k *climber) chooseLambda(which int) {
	c, d := k.c, k.now
	d.lambda[which] = 0
	l := c.limits[which]
	left := l.capacity
	k.queue = k.queue[:0]
	for j := range c.sites() {
		d.price(c, j, k.shift)
		if gain := -d.reduced[j]; gain > 0 && l.use[j] > 0 {
			hi, lo := bits.Mul64(uint64(gain), 1<<k.shift)
			worth := uint64(1) << 62
			if hi < uint64(l.use[j]) {
				worth, _ = bits.Div64(hi, lo, uint64(l.use[j]))
			}
			k.queue = append(k.queue, ratio{min(worth, 1<<62), l.use[j]})
		}
	}
	d.lambda[which] = critical(k.queue, left)
}

// critical returns the worth of the site at which room is used up; 0 if all sites fit. It reorders the list.
func critical(list []ratio, room int64) uint64 {
	for len(list) > 0 {
		pivot := middle(list[0].worth, list[len(list)/2].worth, list[len(list)-1].worth)
		above, equal := 0, 0 // list = above pivot | equal to it | below
		usedAbove, usedEqual := int64(0), int64(0)
		for n := range list {
			if list[n].worth < pivot {
				continue
			}
			item := list[n]
			list[n] = list[above+equal]
			if item.worth == pivot {
				list[above+equal] = item
				equal++
				usedEqual += item.use
				continue
			}
			list[above+equal] = list[above]
			list[above] = item
			above++
			usedAbove += item.use
		}
		switch {
		case usedAbove > room:
			list = list[:above]
		case usedAbove+usedEqual > room:
			return pivot
		default:
			room -= usedAbove + usedEqual
			list = list[above+equal:]
		}
	}
	return 0
}

func middle(a, b, c uint64) uint64 {
	return max(min(a, b), min(max(a, b), c))
}
