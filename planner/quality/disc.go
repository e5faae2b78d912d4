package quality

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"cuntong/geo"
)

// maxGridSpan keeps the square of a distance between whole coordinates below 2⁵³, so that its float64 is exact.
const maxGridSpan = 60_000_000

// discs is a planner.Travel that holds only the pairs within a radius and finds them when it is asked: the sites lie in
// square cells as wide as the radius, and a row looks at the nine cells around its customer. Legs are distances rounded
// down to whole units of the coordinates' last digit; as the radius is whole in those units, a distance is below the
// radius exactly where the rounded one is.
type discs struct {
	most            int64 // the largest leg that covers
	square          int64 // the largest square of a distance that covers
	width           int64 // of a cell
	x, y            []int64
	sites           int // x and y hold the sites first, then the customers
	columns, height int64
	start           []int32 // the sites of cell k are order[start[k]:start[k+1]], ascending
	order           []int32
}

// newDiscs prepares the cells.
func newDiscs(coordinates [2][]decimal, sites int, radius decimal, closed bool) (*discs, error) {
	scale := scaleOf(coordinates[0], coordinates[1], []decimal{radius})
	x, errX := fromZero(coordinates[0], scale)
	y, errY := fromZero(coordinates[1], scale)
	r, ok := radius.times(scale)
	if errX != nil || errY != nil || !ok {
		return nil, fmt.Errorf("coordinates and radius differ too much in size: at most %d units of 1/%d across", int64(maxGridSpan), scale)
	}
	r = min(r, 2*maxGridSpan) // beyond every distance
	d := &discs{most: r - 1, square: r*r - 1, width: r, x: x, y: y, sites: sites}
	if closed {
		d.most, d.square = r, r*r
	}
	least := int64(maxGridSpan/1000 + 1) // at most a million cells
	d.width = max(d.width, least)
	d.columns, d.height = slices.Max(x)/d.width+1, slices.Max(y)/d.width+1
	d.start = make([]int32, d.columns*d.height+1)
	for j := range sites {
		d.start[d.cell(j)+1]++
	}
	for k := range d.start[1:] {
		d.start[k+1] += d.start[k]
	}
	d.order = make([]int32, sites)
	next := slices.Clone(d.start)
	for j := range sites {
		k := d.cell(j)
		d.order[next[k]] = int32(j)
		next[k]++
	}
	return d, nil
}

// fromZero makes coordinates whole and moves them so that the least is 0.
func fromZero(list []decimal, scale int64) ([]int64, error) {
	out, err := whole(list, scale)
	if err != nil {
		return nil, err
	}
	least := slices.Min(out)
	for i := range out {
		if out[i] -= least; out[i] > maxGridSpan {
			return nil, fmt.Errorf("%d is more than %d", out[i], int64(maxGridSpan))
		}
	}
	return out, nil
}

func (d *discs) cell(place int) int64 { return d.y[place]/d.width*d.columns + d.x[place]/d.width }

// Size returns the number of customers and of sites.
func (d *discs) Size() (demands, sites int) { return len(d.x) - d.sites, d.sites }

// Row yields the sites within the radius in ascending order.
func (d *discs) Row(demand int) iter.Seq2[int, geo.Leg] {
	return func(yield func(int, geo.Leg) bool) {
		i := d.sites + demand
		var near []int32
		for row := max(d.y[i]/d.width-1, 0); row <= min(d.y[i]/d.width+1, d.height-1); row++ {
			west, east := max(d.x[i]/d.width-1, 0), min(d.x[i]/d.width+1, d.columns-1)
			for _, j := range d.order[d.start[row*d.columns+west]:d.start[row*d.columns+east+1]] {
				if dx, dy := d.x[i]-d.x[j], d.y[i]-d.y[j]; dx*dx+dy*dy <= d.square {
					near = append(near, j)
				}
			}
		}
		slices.Sort(near)
		for _, j := range near {
			dx, dy := d.x[i]-d.x[j], d.y[i]-d.y[j]
			leg := rootDown(dx*dx + dy*dy)
			if !yield(int(j), geo.Leg{Meters: leg, Seconds: leg}) {
				return
			}
		}
	}
}

// rootDown is the whole part of a square root.
func rootDown(square int64) int64 {
	root := int64(math.Sqrt(float64(square)))
	if root*root > square {
		root--
	}
	return root
}
