package charge

import "slices"

// interchange improves sets of open sites where nothing has a capacity, by adding, dropping and swapping sites as long
// as that pays: the best move each time, all moves priced together in one walk through the rows (Whitaker 1983,
// doi:10.1080/03155986.1983.11731889; Resende and Werneck 2006, doi:10.1016/j.ejor.2005.02.022).
// One round reads each row up to its second open site.
type interchange struct {
	c      *core
	is     []bool
	gain   []int64 // what an additional site saves in service
	loss   []int64 // what service costs more without an open site
	extra  []int64 // by site that comes, for one that goes: what is counted in both gain and loss
	first  []int   // by demand, pair of the cheapest open site
	second []int   // and of the next; the row's end where there is none
	listed [][]int32
	lone   []int // by site: demands that only it serves
	// For the site that goes: which sites come nearer to its demands than any other, and how many lone ones they reach.
	touched []int32
	seen    []bool
	rescues []int
	work    int64
}

func newInterchange(c *core) *interchange {
	return &interchange{c: c, is: make([]bool, c.sites), gain: make([]int64, c.sites), loss: make([]int64, c.sites),
		extra: make([]int64, c.sites), first: make([]int, c.demands), second: make([]int, c.demands), listed: make([][]int32, c.sites),
		lone: make([]int, c.sites), seen: make([]bool, c.sites), rescues: make([]int, c.sites)}
}

// improve returns a local optimum reached from open, which must serve every demand.
func (x *interchange) improve(open []int32) []int32 {
	c := x.c
	clear(x.is)
	count := 0
	for _, j := range open {
		x.is[j] = true
		if !c.fixed[j] {
			count++
		}
	}
	for {
		x.read()
		in, out, saved := int32(-1), int32(-1), int64(0)
		try := func(comes, goes int32, saves int64) {
			if saves > saved {
				in, out, saved = comes, goes, saves
			}
		}
		order := make([]int32, 0, c.sites) // sites that may come, best first
		for j := range int32(c.sites) {
			if !x.is[j] {
				order = append(order, j)
				x.gain[j] -= c.charge[j]
			}
		}
		slices.SortFunc(order, func(a, b int32) int {
			if x.gain[a] != x.gain[b] {
				if x.gain[a] > x.gain[b] {
					return -1
				}
				return 1
			}
			return int(a) - int(b)
		})
		if len(order) > 0 && count < c.most {
			try(order[0], -1, x.gain[order[0]])
		}
		for j := range int32(c.sites) {
			if !x.is[j] || c.fixed[j] {
				continue
			}
			if x.lone[j] == 0 {
				try(-1, j, c.charge[j]-x.loss[j])
			}
			x.swap(j, order, try)
		}
		if saved == 0 {
			break
		}
		if in >= 0 {
			x.is[in] = true
			count++
		}
		if out >= 0 {
			x.is[out] = false
			count--
		}
	}
	var best []int32
	for j, is := range x.is {
		if is {
			best = append(best, int32(j))
		}
	}
	return best
}

// read finds the two cheapest open sites of every demand, gains and losses.
func (x *interchange) read() {
	c := x.c
	clear(x.gain)
	clear(x.loss)
	clear(x.lone)
	for j := range x.listed {
		x.listed[j] = x.listed[j][:0]
	}
	for i := range c.demands {
		end := c.rowStart[i+1]
		k := c.rowStart[i]
		for !x.is[c.rowSite[k]] {
			k++
		}
		x.first[i] = k
		best := c.rowCost[k]
		for q := c.rowStart[i]; q < k; q++ {
			x.gain[c.rowSite[q]] += best - c.rowCost[q]
		}
		site := c.rowSite[k]
		x.listed[site] = append(x.listed[site], int32(i))
		for k++; k < end && !x.is[c.rowSite[k]]; k++ {
		}
		x.second[i] = k
		x.loss[site] += x.next(i) - best
		if k == end {
			x.lone[site]++
		}
		x.work += int64(k - c.rowStart[i])
	}
}

// swap tries every site in place of one that goes.
func (x *interchange) swap(goes int32, order []int32, try func(comes, goes int32, saves int64)) {
	c := x.c
	x.touched = x.touched[:0]
	for _, i := range x.listed[goes] {
		best, next := c.rowCost[x.first[i]], x.next(int(i))
		lone := x.second[i] == c.rowStart[i+1]
		for k := c.rowStart[i]; k < x.second[i]; k++ {
			comes := c.rowSite[k]
			if comes == goes {
				continue
			}
			if !x.seen[comes] {
				x.seen[comes] = true
				x.touched = append(x.touched, comes)
				x.extra[comes], x.rescues[comes] = 0, 0
			}
			x.extra[comes] += next - max(best, c.rowCost[k])
			if lone {
				x.rescues[comes]++
			}
		}
		x.work += int64(x.second[i] - c.rowStart[i])
	}
	base := c.charge[goes] - x.loss[goes]
	for _, comes := range x.touched {
		x.seen[comes] = false
		if x.rescues[comes] == x.lone[goes] {
			try(comes, goes, base+x.gain[comes]+x.extra[comes])
		}
	}
	if len(order) > 0 && x.lone[goes] == 0 {
		try(order[0], goes, base+x.gain[order[0]])
	}
}

// next returns what a demand costs at its second open site; where it has none, its dearest pair stands in.
func (x *interchange) next(i int) int64 {
	end := x.c.rowStart[i+1]
	return x.c.rowCost[min(x.second[i], end-1)]
}
