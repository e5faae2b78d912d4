package report

import (
	"slices"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Grounds are the shapes of an area's towns, to be coloured by a figure.
type Grounds struct {
	Around  orb.MultiPolygon // outlines of the area, or of its counties; towns are drawn inside it only. nil where none is on record
	Towns   []Ground         // by code; a town without an outline and without a located settlement has none
	Borders orb.MultiLineString
}

// Ground is the shape of one town.
type Ground struct {
	Code, Name string
	// Drawn is true where no outline is on record: the shape is made of the Thiessen cells of the town's settlements, as
	// far as Around goes. It shows where the town's settlements lie and is no boundary.
	Drawn bool
	Shape orb.MultiPolygon
	Label orb.Point // where its name stands: its seat, or the middle of its shape
}

// drawnAtMost bounds for how many settlements cells are made.
const drawnAtMost = 50_000

// BuildGrounds finds or draws the shapes of the towns of an area (empty code: of all). Settlements are those of the area.
func BuildGrounds(areas []data.Area, code string, settlements []data.Settlement) *Grounds {
	tree := data.NewAreaTree(areas)
	grounds := &Grounds{Around: around(tree, areas, code)}
	towns := map[string]*Ground{}
	for _, area := range areas {
		if area.Tier == data.TierTown && (code == "" || tree.Inside(area.Code, code)) {
			towns[area.Code] = &Ground{Code: area.Code, Name: area.Name, Drawn: len(area.Outline) == 0, Shape: area.Outline}
		}
	}
	var points []orb.Point
	var town []string
	for _, s := range settlements {
		if s.Location != nil && towns[s.Town] != nil {
			points, town = append(points, *s.Location), append(town, s.Town)
		}
	}
	if len(points) > 0 && len(points) <= drawnAtMost {
		grounds.draw(points, town, towns)
	}
	for _, ground := range towns { // ordered below
		if len(ground.Shape) > 0 {
			ground.Label = ground.Shape.Bound().Center()
			if area, _ := tree.Area(ground.Code); area.Seat != nil {
				ground.Label = *area.Seat
			}
			grounds.Towns = append(grounds.Towns, *ground)
		}
	}
	slices.SortFunc(grounds.Towns, func(a, b Ground) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return grounds
}

// draw gives every town without an outline the cells of its settlements, and finds the lines between towns.
func (g *Grounds) draw(points []orb.Point, town []string, towns map[string]*Ground) {
	box := orb.MultiPoint(points).Bound()
	if len(g.Around) > 0 {
		box = box.Union(g.Around.Bound())
	}
	box = box.Pad(0.02)
	for i, cell := range geo.Cells(points, box) {
		if cell.Ring == nil {
			continue
		}
		ground := towns[town[i]]
		if !ground.Drawn {
			continue
		}
		ground.Shape = append(ground.Shape, orb.Polygon{cell.Ring})
		for k, other := range cell.Beside {
			if other >= 0 && town[other] != town[i] && (i < other || !towns[town[other]].Drawn) {
				g.Borders = append(g.Borders, orb.LineString{cell.Ring[k], cell.Ring[k+1]})
			}
		}
	}
}

// around is the outline of an area, or those of the counties in it, or of the county around it.
func around(tree *data.AreaTree, areas []data.Area, code string) orb.MultiPolygon {
	if area, ok := tree.Area(code); ok && len(area.Outline) > 0 {
		return area.Outline
	}
	var all orb.MultiPolygon
	for _, area := range areas {
		if area.Tier == data.TierCounty && (code == "" || tree.Inside(area.Code, code)) {
			all = append(all, area.Outline...)
		}
	}
	if len(all) > 0 {
		return all
	}
	if county, ok := tree.County(code); ok {
		return county.Outline
	}
	return nil
}
