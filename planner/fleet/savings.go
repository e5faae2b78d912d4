package fleet

import (
	"cmp"
	"slices"
)

// savings builds first routes by joining the ends of one-stop routes where it saves most (Clarke and Wright 1964,
// doi:10.1287/opre.12.4.568), over near pairs only. It returns more routes than l.most at times.
func savings(l *lean) [][]int32 {
	type pair struct {
		from, to int32
		saved    int64
	}
	depot := int32(l.n)
	var pairs []pair
	for i := range int32(l.n) {
		for _, j := range l.near[int(i)*l.reach:][:min(100, l.reach)] {
			if saved := l.arc(i, depot) + l.arc(depot, j) - l.arc(i, j); saved > 0 {
				pairs = append(pairs, pair{i, j, saved})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.saved, a.saved), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	next, prev := make([]int32, l.n), make([]int32, l.n)
	head, load := make([]int32, l.n), slices.Clone(l.load) // by route, which is named after its first stop
	for i := range l.n {
		next[i], prev[i], head[i] = depot, depot, int32(i)
	}
	find := func(i int32) int32 {
		for head[i] != i {
			head[i] = head[head[i]]
			i = head[i]
		}
		return i
	}
	for _, p := range pairs {
		a, b := find(p.from), find(p.to)
		if next[p.from] == depot && prev[p.to] == depot && a != b && load[a]+load[b] <= l.capacity {
			next[p.from], prev[p.to] = p.to, p.from
			head[b] = a
			load[a] += load[b]
		}
	}
	var lists [][]int32
	for i := range int32(l.n) {
		if prev[i] == depot {
			var list []int32
			for x := i; x != depot; x = next[x] {
				list = append(list, x)
			}
			lists = append(lists, list)
		}
	}
	return lists
}
