package travel

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"cuntong/geo"
	"cuntong/geo/network"

	"github.com/paulmach/orb"
)

// Road measures travel on a road network. A place walks to a road, travels it, and walks to the other
// place; or walks all the way where that is within the link limit. Of all such ways the best is taken, so
// that another road, bridge or facility never makes anyone worse off.
//
// What a Leg means: one path is chosen by the metric that was asked for (Nearest and Within name it, Matrix
// takes RoadOptions.MatrixBy), ties by the other figure, and the Leg gives the metres and the seconds of
// that same path, walks included, each rounded up. So Leg.Meters of a path chosen by seconds may exceed the
// least metres. Nearest takes the destination with the least chosen figure, then the least other figure,
// then the first.
//
// Results are exact sums of integers and the same on any machine and number of threads. A Road is safe for
// any number of goroutines.
type Road struct {
	costs     *network.Costs
	hierarchy *Hierarchy
	options   RoadOptions
	linker    func() *network.Linker
	byMeters  func() *prepared
	bySeconds func() *prepared
	pruners   *sync.Pool
}

// prepared is a customized hierarchy and the scratch of searches that are not running.
type prepared struct {
	*weights
	searches sync.Pool
	open     func() *arcs
}

// RoadOptions are the choices of a Road that are not in its costs.
type RoadOptions struct {
	Link     LinkRule
	MatrixBy geo.Metric // by what Matrix chooses paths; "" is by seconds
	Threads  int        // at most this many at once; 0 is all cores
}

// NewRoad returns a router over costs. The hierarchy must have been made for the same network. Weights are
// set into it when first needed, once for each metric.
func NewRoad(costs *network.Costs, hierarchy *Hierarchy, options RoadOptions) (*Road, error) {
	if err := hierarchy.fits(costs.Network()); err != nil {
		return nil, err
	}
	rule := options.Link
	switch {
	case !(rule.LimitMeters >= 0 && rule.LimitMeters <= 100_000):
		return nil, fmt.Errorf("link limit %v m is not between 0 and 100000", rule.LimitMeters)
	case !(rule.WalkingKmh >= 0.5 && rule.WalkingKmh <= 20):
		return nil, fmt.Errorf("walking speed %v km/h is not between 0.5 and 20", rule.WalkingKmh)
	case !(rule.DetourFactor >= 1 && rule.DetourFactor <= 10):
		return nil, fmt.Errorf("detour factor %v of walks is not between 1 and 10", rule.DetourFactor)
	case options.MatrixBy != "" && options.MatrixBy != geo.ByMeters && options.MatrixBy != geo.BySeconds:
		return nil, fmt.Errorf("matrix metric %q is not meters or seconds", options.MatrixBy)
	case options.Threads < 0:
		return nil, fmt.Errorf("%d threads are fewer than none", options.Threads)
	}
	if options.MatrixBy == "" {
		options.MatrixBy = geo.BySeconds
	}
	if options.Threads == 0 {
		options.Threads = runtime.GOMAXPROCS(0)
	}
	r := &Road{costs: costs, hierarchy: hierarchy, options: options}
	r.linker = sync.OnceValue(func() *network.Linker { return network.NewLinker(costs.Network()) })
	r.prepare()
	return r, nil
}

func (r *Road) prepare() {
	r.pruners = &sync.Pool{New: r.newPruner}
	set := func(by geo.Metric) func() *prepared {
		return sync.OnceValue(func() *prepared {
			p := &prepared{weights: customize(r.hierarchy, r.costs, by, r.options.Threads)}
			p.searches.New = func() any { return newSearch(p.weights) }
			p.open = sync.OnceValue(func() *arcs { return newArcs(r.costs, by) })
			return p
		})
	}
	r.byMeters, r.bySeconds = set(geo.ByMeters), set(geo.BySeconds)
}

// With returns a router under other costs of the same network: another day, another profile, the changes
// of a scenario. Hierarchy and index are shared; only weights are set anew.
func (r *Road) With(costs *network.Costs) (*Road, error) {
	if costs.Network().Fingerprint() != r.costs.Network().Fingerprint() {
		return nil, fmt.Errorf("these costs belong to road network %s, the router to %s", costs.Network().Fingerprint(), r.costs.Network().Fingerprint())
	}
	changed := &Road{costs: costs, hierarchy: r.hierarchy, options: r.options, linker: r.linker}
	changed.prepare()
	return changed, nil
}

// Warm sets the weights of a metric now instead of at the first question.
func (r *Road) Warm(by geo.Metric) { r.prepared(by) }

// Costs returns what the router travels by.
func (r *Road) Costs() *network.Costs { return r.costs }

func (r *Road) prepared(by geo.Metric) *prepared {
	if by == geo.ByMeters {
		return r.byMeters()
	}
	return r.bySeconds()
}

// Describe implements Router.
func (r *Road) Describe() Description {
	return Description{Method: "road", Network: r.costs.Network().Fingerprint(), Profile: r.costs.Profile().ID, Day: r.costs.Day().String()}
}

// Unlinked is a place that no road passes within the link limit. Found is false where the network has no
// road at all that the profile may use.
type Unlinked struct {
	Index    int // position in the places asked about
	Found    bool
	Distance geo.Meters // straight, to the nearest linkable stretch; meaningless unless Found
}

// Unlinked returns the places that cannot be linked, in their order.
func (r *Road) Unlinked(ctx context.Context, places []orb.Point) ([]Unlinked, error) {
	var list []Unlinked
	for i, place := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		link, found := r.linker().Nearest(place, r.costs.Linkable)
		if !found || float64(link.Distance) > r.options.Link.LimitMeters {
			list = append(list, Unlinked{i, found, link.Distance})
		}
	}
	return list, nil
}

// each calls the worker's function for every index, on several threads, until the context is done.
func (r *Road) each(ctx context.Context, count int, worker func() func(int)) error {
	parallel(r.options.Threads, count, func() func(int) {
		work := worker()
		return func(i int) {
			if ctx.Err() == nil {
				work(i)
			}
		}
	})
	return ctx.Err()
}

const noLimit = unreached - 1
