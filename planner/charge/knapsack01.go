package charge

import "slices"

// knapsack packs whole items: scratch space for one goroutine.
type knapsack struct {
	best  []item  // the best packing
	taken []int   // positions under way
	tail  []int64 // load of the lightest item from a position on
}

// knapsackSteps is how many steps a proof of one packing may take before Dantzig's bound stands in for it.
const knapsackSteps = 3000

// solve returns an upper bound on the profit of the items that fit in room, nearly always the exact optimum, and leaves a
// packing in best that attains it (or is the best one found where the steps ran out). Branch and bound in order of density with Dantzig's bound
// (Horowitz and Sahni 1974, doi:10.1145/321812.321823; their forward moves). It sorts the items.
func (k *knapsack) solve(items []item, room int64) (bound, work int64) {
	slices.SortFunc(items, func(a, b item) int {
		if denser(a, b) {
			return -1
		}
		return 1
	})
	n := len(items)
	k.tail = k.tail[:0]
	for range n + 1 {
		k.tail = append(k.tail, 1<<62)
	}
	for p := n - 1; p >= 0; p-- {
		k.tail[p] = min(k.tail[p+1], items[p].load)
	}
	k.best, k.taken = k.best[:0], k.taken[:0]
	best, profit, left, root := int64(-1), int64(0), room, int64(-1)
	at := 0
	for steps := 0; ; steps++ {
		// Forward: take what fits, until the next one does not.
		reach, gain, p := left, int64(0), at
		for p < n && items[p].load <= reach {
			reach, gain = reach-items[p].load, gain+items[p].profit
			p++
		}
		most := profit + gain
		if p < n && reach > 0 {
			most += part(items[p].profit, reach, items[p].load)
		}
		if root < 0 {
			root = most
		}
		work += int64(p-at) + 1
		if most > best {
			for q := at; q < p; q++ {
				k.taken = append(k.taken, q)
			}
			profit, left, at = profit+gain, reach, p
			// Step over what does not fit.
			for at < n && items[at].load > left {
				at++
			}
			if at < n && k.tail[at] <= left {
				if steps < knapsackSteps {
					continue
				}
			}
			if profit > best {
				best = profit
				k.best = k.best[:0]
				for _, q := range k.taken {
					k.best = append(k.best, items[q])
				}
			}
		}
		if best == root {
			return best, work
		}
		// Back: give up the last one taken.
		if len(k.taken) == 0 {
			return best, work
		}
		if steps >= knapsackSteps {
			return root, work
		}
		last := k.taken[len(k.taken)-1]
		k.taken = k.taken[:len(k.taken)-1]
		profit, left, at = profit-items[last].profit, left+items[last].load, last+1
	}
}
