package network

import (
	"cmp"
	"math"
	"slices"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Link is where a place joins a stretch: the point of the stretch nearest to it.
type Link struct {
	Stretch  int32
	Position uint32     // centimetres from the tail of the stretch
	Distance geo.Meters // from the place, in a straight line
	Point    orb.Point
}

// Linker finds the stretches around a place. It is safe for any number of readers.
//
// A place is linked to every linkable stretch within the limit, not to the nearest alone, and whoever
// searches a path takes the best of them. Nearest alone would let a new road lower access: a lane that
// leads nowhere but passes closer by would capture the place. With all of them, a new road only adds
// choices; and where it cuts a stretch in two, the nearest point of the whole is the nearest of one part.
type Linker struct {
	net   *Network
	plane geo.Plane
	tree  *boxTree
	at    []uint32 // centimetres from the tail to each point between the ends of each stretch
	first []int32  // at[first[s]:first[s+1]] are stretch s's
}

// pointsPerBox is how many steps of a stretch share one box of the index: long winding roads are cut up,
// so that their boxes stay small.
const pointsPerBox = 12

// NewLinker indexes the stretches of a network.
func NewLinker(n *Network) *Linker {
	l := &Linker{net: n, plane: geo.NewPlane(n.Bound()), first: make([]int32, 1, len(n.tail)+1)}
	boxes, owner := make([]box, 0, len(n.tail)), make([]int32, 0, len(n.tail))
	var line orb.LineString
	for s := range n.tail {
		if n.Traits(int32(s)).Class >= FerryLine { // nobody joins a ferry from the roadside
			l.first = append(l.first, int32(len(l.at)))
			continue
		}
		line = n.AppendLine(line[:0], int32(s))
		position := uint32(0)
		for i := 1; i < len(line)-1; i++ {
			position += step(line[i-1], line[i])
			l.at = append(l.at, position)
		}
		l.first = append(l.first, int32(len(l.at)))
		for from := 0; from < len(line)-1; from += pointsPerBox {
			b := emptyBox()
			for _, p := range line[from:min(from+pointsPerBox+1, len(line))] {
				b.add(l.plane.Project(p))
			}
			boxes, owner = append(boxes, b), append(owner, int32(s))
		}
	}
	l.tree = newBoxTree(boxes, owner)
	return l
}

// boxRounding, in metres, absorbs the rounding of boxes to float32: half a metre across all China.
const boxRounding = 2

// Candidate is a stretch that may pass near a place.
type Candidate struct {
	Stretch int32
	AtLeast geo.Meters // it is no nearer than this
}

// Near appends the stretches that may pass at most limit away, each once, in the order of AtLeast, ties by stretch.
func (l *Linker) Near(place orb.Point, limit geo.Meters, list []Candidate) []Candidate {
	if len(l.net.tail) == 0 || limit < 0 {
		return list
	}
	factor := l.plane.LowerBoundFactor(place)
	reach := float64(limit)/factor + boxRounding
	xy := l.plane.Project(place)
	window := box{float32(xy[0] - reach), float32(xy[1] - reach), float32(xy[0] + reach), float32(xy[1] + reach)}
	begin := len(list)
	l.tree.search(&window, func(stretch int32, b *box) {
		dx := max(float64(b[0])-xy[0], xy[0]-float64(b[2]), 0)
		dy := max(float64(b[1])-xy[1], xy[1]-float64(b[3]), 0)
		if away := max(0, math.Sqrt(dx*dx+dy*dy)-boxRounding) * factor; away <= float64(limit) {
			list = append(list, Candidate{stretch, geo.Meters(away)})
		}
	})
	found := list[begin:]
	slices.SortFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Stretch, b.Stretch), cmp.Compare(a.AtLeast, b.AtLeast))
	})
	found = slices.CompactFunc(found, func(a, b Candidate) bool { return a.Stretch == b.Stretch })
	slices.SortFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.AtLeast, b.AtLeast), cmp.Compare(a.Stretch, b.Stretch))
	})
	return list[:begin+len(found)]
}

// Within returns the links to all stretches that usable accepts and that pass at most limit away (closed),
// nearest first, ties by stretch.
func (l *Linker) Within(place orb.Point, limit geo.Meters, usable func(stretch int32) bool) []Link {
	var links []Link
	for _, candidate := range l.Near(place, limit, nil) {
		if !usable(candidate.Stretch) {
			continue
		}
		if link, ok := l.To(place, candidate.Stretch, limit); ok {
			links = append(links, link)
		}
	}
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Stretch, b.Stretch))
	})
	return links
}

// To returns the link of a place to one stretch; false if that passes more than limit away.
func (l *Linker) To(place orb.Point, stretch int32, limit geo.Meters) (Link, bool) {
	var points [32]orb.Point
	line := l.net.AppendLine(points[:0], stretch)
	near := nearestOn(line, place, math.Cos(place.Lat()*math.Pi/180))
	if limit <= flatLimit && near.flat > float64(limit)*flatMargin+1 {
		return Link{}, false // without the trigonometry
	}
	a, b := line[near.step], line[near.step+1]
	link := Link{Stretch: stretch, Point: orb.Point{a[0] + near.share*(b[0]-a[0]), a[1] + near.share*(b[1]-a[1])}}
	if link.Distance = geo.Distance(place, link.Point); link.Distance > limit {
		return Link{}, false
	}
	if near.step > 0 {
		link.Position = l.at[int(l.first[stretch])+near.step-1]
	}
	link.Position += uint32(math.Round(near.share * float64(step(a, b))))
	link.Position = min(link.Position, l.net.length[stretch]) // a junction of Extend lies on the grid of coordinates
	return link, true
}

// farthest is half the Earth's girth in metres: nothing lies beyond.
const farthest = geo.EarthRadius * math.Pi

// Nearest returns the link to the nearest usable stretch however far it is; false if there is none.
func (l *Linker) Nearest(place orb.Point, usable func(stretch int32) bool) (Link, bool) {
	for reach := geo.Meters(1000); ; reach *= 3 {
		if links := l.Within(place, min(reach, farthest), usable); len(links) > 0 {
			return links[0], true
		}
		if reach > farthest {
			return Link{}, false
		}
	}
}

// flatLimit is up to where the plane through a place errs by less than flatMargin, in metres: an east-west length
// at most that far north or south is drawn less than 1 % wrong at any latitude below 80 degrees.
const (
	flatLimit  = 10_000
	flatMargin = 1.02
)

// onLine is the point of a line nearest to a place: on which step, how far along it, and how far from the
// place, in metres, on the plane.
type onLine struct {
	step        int
	share, flat float64
}

// nearestOn returns the point of a line nearest to a place; of several the first. Steps are compared on a
// plane through the place, where the nearest point lies undistorted; shrink is the cosine of its latitude.
func nearestOn(line orb.LineString, place orb.Point, shrink float64) onLine {
	var near onLine
	least := math.Inf(1)
	bx, by := (line[0][0]-place[0])*shrink, line[0][1]-place[1]
	for i := range len(line) - 1 {
		ax, ay := bx, by
		bx, by = (line[i+1][0]-place[0])*shrink, line[i+1][1]-place[1]
		dx, dy := bx-ax, by-ay
		t := 0.0
		if squared := dx*dx + dy*dy; squared > 0 {
			t = max(0, min(1, -(ax*dx+ay*dy)/squared))
		}
		x, y := ax+t*dx, ay+t*dy
		if away := x*x + y*y; away < least {
			least, near.share, near.step = away, t, i
		}
	}
	near.flat = math.Sqrt(least) * math.Pi / 180 * float64(geo.EarthRadius)
	return near
}
