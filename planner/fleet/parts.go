package fleet

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// bisect splits the routes 0 to routes−1 into up to 2^levels groups of about as many stops, each a ball around a random stop and
// what lies outside it. distance says how far a stop is from another.
func bisect(routes, levels int, r *random, stops func(route int) []int32, distance func(from, to int32) int64) [][]int {
	all := make([]int, routes)
	for k := range all {
		all[k] = k
	}
	return halve(all, levels, r, stops, distance)
}

func halve(routes []int, levels int, r *random, stops func(route int) []int32, distance func(from, to int32) int64) [][]int {
	if levels == 0 || len(routes) < 2 {
		return [][]int{routes}
	}
	centre := stops(routes[r.below(len(routes))])
	from := centre[r.below(len(centre))]
	type ranked struct {
		key   int64
		route int
	}
	order := make([]ranked, len(routes))
	total := 0
	for k, route := range routes {
		order[k] = ranked{1 << 62, route}
		for _, stop := range stops(route) {
			order[k].key = min(order[k].key, distance(from, stop))
		}
		total += len(stops(route))
	}
	slices.SortFunc(order, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.route, b.route)) })
	var inner, outer []int
	count := 0
	for k, o := range order {
		if k == 0 || 2*count < total && k < len(order)-1 {
			inner = append(inner, o.route)
			count += len(stops(o.route))
		} else {
			outer = append(outer, o.route)
		}
	}
	return append(halve(inner, levels-1, r, stops, distance), halve(outer, levels-1, r, stops, distance)...)
}

// parallel calls work for 0 to jobs−1 on so many threads.
func parallel(threads, jobs int, work func(job int)) {
	threads = min(threads, jobs)
	if threads <= 1 {
		for job := range jobs {
			work(job)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range threads {
		wait.Go(func() {
			for {
				job := int(next.Add(1)) - 1
				if job >= jobs {
					return
				}
				work(job)
			}
		})
	}
	wait.Wait()
}
