package assign

import (
	"cmp"
	"slices"
)

// pour is how much of the loads a set of open sites can carry when demands are split: a maximum flow by augmenting paths (Ford and
// Fulkerson 1956, doi:10.4153/CJM-1956-045-5), kept while sites open and close. Chains of demands that make room for each other,
// which moves of whole demands do not see, are paths here.
type pour struct {
	c       *core
	m       *meter
	isOpen  []bool
	carried []int64 // of each entry
	used    []int64 // of each site
	left    []int64 // of each demand
	lacking int64   // sum of left

	demandBy []int32 // of each demand reached: the entry by which it was, −1 where a path begins; −2 not reached
	siteBy   []int32 // of each site reached: the entry by which it was; −2 not reached
	queue    []int32
}

func newPour(c *core, m *meter) *pour {
	p := &pour{c: c, m: m, isOpen: make([]bool, c.sites()), carried: make([]int64, c.pairs()), used: make([]int64, c.sites()), left: make([]int64, c.demands()),
		demandBy: make([]int32, c.demands()), siteBy: make([]int32, c.sites())}
	for i, must := range c.must {
		if must {
			p.left[i] = c.load[i]
			p.lacking += c.load[i]
		}
	}
	return p
}

// copyFrom takes over another's figures.
func (p *pour) copyFrom(q *pour) {
	copy(p.isOpen, q.isOpen)
	copy(p.carried, q.carried)
	copy(p.used, q.used)
	copy(p.left, q.left)
	p.lacking = q.lacking
	p.m.spend(int64(p.c.pairs()) / 8)
}

// shut closes a site; what it carried is left.
func (p *pour) shut(j int32) {
	for _, e := range p.c.col(j) {
		p.left[p.c.demandOf[e]] += p.carried[e]
		p.lacking += p.carried[e]
		p.carried[e] = 0
	}
	p.used[j], p.isOpen[j] = 0, false
	p.m.spend(int64(len(p.c.col(j))))
}

// fill carries all that can be carried.
func (p *pour) fill() {
	for i := range int32(p.c.demands()) {
		for p.left[i] > 0 && p.augment(i) {
		}
	}
}

// reach finds the demands and sites that paths from the queued demands lead to; with stop it ends at the first site that has room, and
// returns it, else −1.
func (p *pour) reach(stop bool) int32 {
	c, work := p.c, 0
	defer func() { p.m.spend(int64(work)) }()
	for k := 0; k < len(p.queue); k++ {
		i := p.queue[k]
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			work++
			j := c.rowSite[e]
			if !p.isOpen[j] || p.siteBy[j] != -2 {
				continue
			}
			p.siteBy[j] = e
			if stop && p.used[j] < c.capacity[j] {
				return j
			}
			for _, back := range c.col(j) {
				if from := c.demandOf[back]; p.carried[back] > 0 && p.demandBy[from] == -2 {
					p.demandBy[from] = back
					p.queue = append(p.queue, from)
				}
			}
			work += len(c.col(j))
		}
	}
	return -1
}

func (p *pour) begin() {
	p.queue = p.queue[:0]
	for i := range p.demandBy {
		p.demandBy[i] = -2
	}
	for j := range p.siteBy {
		p.siteBy[j] = -2
	}
}

// augment carries some of what is left of a demand along one path; false where there is none.
func (p *pour) augment(i int32) bool {
	c := p.c
	p.begin()
	p.demandBy[i] = -1
	p.queue = append(p.queue, i)
	end := p.reach(true)
	if end < 0 {
		return false
	}
	sent := min(p.left[i], c.capacity[end]-p.used[end])
	for j := end; ; {
		from := c.demandOf[p.siteBy[j]]
		if from == i {
			break
		}
		back := p.demandBy[from]
		sent = min(sent, p.carried[back])
		j = c.rowSite[back]
	}
	p.used[end] += sent
	for j := end; ; {
		e := p.siteBy[j]
		p.carried[e] += sent
		from := c.demandOf[e]
		if from == i {
			break
		}
		back := p.demandBy[from]
		p.carried[back] -= sent
		j = c.rowSite[back]
	}
	p.left[i] -= sent
	p.lacking -= sent
	return true
}

// helpers lists closed sites that another path could end at, those first that could take most of what paths from what is left
// lead to.
func (p *pour) helpers(most int) []int32 {
	c := p.c
	p.begin()
	for i, left := range p.left {
		if left > 0 {
			p.demandBy[i] = -1
			p.queue = append(p.queue, int32(i))
		}
	}
	p.reach(false)
	takes := make([]int64, c.sites())
	var list []int32
	for _, i := range p.queue {
		for e := c.rowStart[i]; e < c.rowStart[i+1]; e++ {
			if j := c.rowSite[e]; !p.isOpen[j] && !c.banned[j] {
				if takes[j] == 0 {
					list = append(list, j)
				}
				takes[j] += c.load[i]
			}
		}
	}
	for j := range takes {
		takes[j] = min(takes[j], c.capacity[j])
	}
	slices.SortFunc(list, func(a, b int32) int { return cmp.Or(cmp.Compare(takes[b], takes[a]), cmp.Compare(a, b)) })
	return list[:min(len(list), most)]
}
