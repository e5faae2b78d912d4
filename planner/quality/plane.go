package quality

import (
	"iter"
	"math"

	"cuntong/geo"
	"cuntong/planner"
)

// points are places that are demands and sites alike. They are a planner.Travel that computes a row when it is asked
// for it, so that n points need 16·n bytes and not n². Legs are at most 2³¹ − 1, the same in metres and in seconds.
type points struct {
	x, y   []float64
	metric Metric
	scale  float64
}

// Size returns the number of points, twice.
func (p *points) Size() (demands, sites int) { return len(p.x), len(p.x) }

// Row yields all points in ascending order.
func (p *points) Row(demand int) iter.Seq2[int, geo.Leg] {
	return func(yield func(int, geo.Leg) bool) {
		ax, ay := p.x[demand], p.y[demand]
		for j := range p.x {
			d := p.metric.between(ax, ay, p.x[j], p.y[j], p.scale)
			if !yield(j, geo.Leg{Meters: d, Seconds: d}) {
				return
			}
		}
	}
}

// At returns one leg; every pair has one.
func (p *points) At(demand, site int) (geo.Leg, bool) {
	d := p.metric.between(p.x[demand], p.y[demand], p.x[site], p.y[site], p.scale)
	return geo.Leg{Meters: d, Seconds: d}, true
}

// span returns the diagonal of the points' bounding box: no two are further apart.
func (p *points) span() float64 {
	if len(p.x) == 0 {
		return 0
	}
	west, east, south, north := p.x[0], p.x[0], p.y[0], p.y[0]
	for i := range p.x {
		west, east = math.Min(west, p.x[i]), math.Max(east, p.x[i])
		south, north = math.Min(south, p.y[i]), math.Max(north, p.y[i])
	}
	return math.Sqrt(float64((east-west)*(east-west)) + float64((north-south)*(north-south)))
}

// median makes the question of a number of sites on points, and chooses the scale of exact distances.
func (p *points) median(family string, q Question) *Instance {
	p.metric, p.scale = q.Metric, 1
	instance := medianOf(family, p, len(p.x), q)
	if q.Metric == Euclid {
		instance.Scale = scaleFor(p.span())
		instance.Rounding = 0.5 / float64(instance.Scale)
		if q.Model != "pcenter" {
			instance.Rounding *= float64(len(p.x))
		}
		p.scale = float64(instance.Scale)
	}
	return instance
}

// medianOf makes the question of a number of sites among n places that are demands of weight 1 and sites alike.
func medianOf(family string, travel planner.Travel, n int, q Question) *Instance {
	p := &planner.Siting{
		Objective: planner.PMedian, Travel: travel, New: q.P, Limit: unlimited(),
		Demands: make([]planner.Demand, n), Sites: make([]planner.Site, n),
	}
	if q.Model == "pcenter" {
		p.Objective = planner.PCenter
	}
	for i := range p.Demands {
		p.Demands[i].Weight = 1
	}
	return &Instance{Family: family, Question: q, Siting: p, Scale: 1, First: 1}
}

// unlimited is a limit that every leg keeps.
func unlimited() geo.Limit { return geo.Limit{Metric: geo.ByMeters, Value: maxMagnitude} }
