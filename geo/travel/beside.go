package travel

import (
	"context"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Beside is a stretch of road near a place.
type Beside struct {
	Point    orb.Point // of the stretch, nearest to the place
	Distance geo.Meters
	Name     string
	Ends     [2]int32 // vertices
}

// LinkLimit returns how far from a road a place may be to be linked, closed.
func (r *Road) LinkLimit() geo.Meters { return geo.Meters(r.options.Link.LimitMeters) }

// Beside returns, for each place, the nearest stretches that a place can join, nearest first: at most count of
// them, at most limit away (closed). Without one the list is empty.
func (r *Road) Beside(ctx context.Context, places []orb.Point, count int, limit geo.Meters) ([][]Beside, error) {
	found := make([][]Beside, len(places))
	err := r.each(ctx, len(places), func() func(int) {
		return func(i int) { found[i] = r.besideOne(places[i], count, limit) }
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// firstReach, in metres, is how far is looked first; most places lie beside a road.
const firstReach = 100

func (r *Road) besideOne(place orb.Point, count int, limit geo.Meters) []Beside {
	n := r.costs.Network()
	for reach := geo.Meters(firstReach); ; reach *= 3 {
		links := r.linker().Within(place, min(reach, limit), r.costs.Linkable)
		if len(links) < count && reach < limit {
			continue
		}
		list := make([]Beside, min(count, len(links)))
		for i := range list {
			tail, head := n.Ends(links[i].Stretch)
			list[i] = Beside{links[i].Point, links[i].Distance, n.Name(links[i].Stretch), [2]int32{tail, head}}
		}
		return list
	}
}
