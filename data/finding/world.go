package finding

import (
	"fmt"
	"math"
	"strings"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// world is the records, made ready for questions.
type world struct {
	Records
	tree     *data.AreaTree
	villages map[string]*data.Settlement
	borders  map[string]*border // of towns and counties with an outline, by code
	towns    []*border          // those of towns, in the order of the records
	found    map[Code][]Found
}

func newWorld(r Records) *world {
	w := &world{Records: r, tree: data.NewAreaTree(r.Areas), villages: make(map[string]*data.Settlement, len(r.Settlements)), borders: map[string]*border{}, found: map[Code][]Found{}}
	for i := range r.Settlements {
		w.villages[r.Settlements[i].Code] = &r.Settlements[i]
	}
	for i := range r.Areas {
		a := &r.Areas[i]
		if len(a.Outline) == 0 || a.Tier != data.TierTown && a.Tier != data.TierCounty {
			continue
		}
		b := newBorder(a)
		w.borders[a.Code] = b
		if a.Tier == data.TierTown {
			w.towns = append(w.towns, b)
		}
	}
	return w
}

// border is an outline with the plane on which distances to it are measured.
type border struct {
	area  *data.Area
	bound orb.Bound
	plane geo.Plane
	drawn orb.MultiPolygon // on the plane
}

func newBorder(a *data.Area) *border {
	b := &border{area: a, bound: a.Outline.Bound()}
	b.plane = geo.NewPlane(b.bound)
	b.drawn = a.Outline.Clone()
	for _, polygon := range b.drawn {
		for _, ring := range polygon {
			for i := range ring {
				ring[i] = orb.Point(b.plane.Project(ring[i]))
			}
		}
	}
	return b
}

func (b *border) holds(p orb.Point) bool {
	return b.bound.Contains(p) && planar.MultiPolygonContains(b.area.Outline, p)
}

// away is 0 inside.
func (b *border) away(p orb.Point) geo.Meters {
	if b.holds(p) {
		return 0
	}
	at, best := orb.Point(b.plane.Project(p)), math.Inf(1)
	for _, polygon := range b.drawn {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				best = math.Min(best, planar.DistanceFromSegmentSquared(ring[i-1], ring[i], at))
			}
		}
	}
	return geo.Meters(math.Sqrt(best))
}

// townAt is the one town whose outline holds a place; nil: none, or several.
func (w *world) townAt(p orb.Point) *data.Area {
	var only *data.Area
	for _, b := range w.towns {
		if !b.holds(p) {
			continue
		}
		if only != nil {
			return nil
		}
		only = b.area
	}
	return only
}

func (w *world) name(code string) string {
	a, _ := w.tree.Area(code)
	return a.Name
}

func (w *world) settlement(code Code, s *data.Settlement, fix *Remedy, zh, en string, args ...any) {
	w.found[code] = append(w.found[code], Found{ID: s.Code, Name: s.Name, Town: s.Town, TownName: w.name(s.Town), Location: s.Location, ZH: fill(zh, args), EN: fill(en, args), Fix: fix})
}

func (w *world) facility(code Code, f *data.Facility, fix *Remedy, zh, en string, args ...any) {
	w.found[code] = append(w.found[code], Found{ID: f.ID, Name: f.Name, Town: f.Town, TownName: w.name(f.Town), Location: f.Location, ZH: fill(zh, args), EN: fill(en, args), Fix: fix})
}

func fill(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// alike is a name as names are compared.
func alike(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), ""))
}

// km is a length for a sentence.
func km(m geo.Meters) string { return fmt.Sprintf("%.1f", float64(m)/1000) }
