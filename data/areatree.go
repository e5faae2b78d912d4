package data

// AreaTree answers who lies inside whom over a set of areas.
type AreaTree struct{ byCode map[string]Area }

// NewAreaTree indexes areas by code.
func NewAreaTree(areas []Area) *AreaTree {
	tree := &AreaTree{make(map[string]Area, len(areas))}
	for _, area := range areas {
		tree.byCode[area.Code] = area
	}
	return tree
}

// Area returns the area of a code.
func (t *AreaTree) Area(code string) (Area, bool) {
	area, ok := t.byCode[code]
	return area, ok
}

// maxAreaDepth ends the walk up a chain of parents that a damaged store has tied into a ring.
const maxAreaDepth = 16

// County returns the county in which an area lies: the topmost area of tier county on its way up, itself
// included. A statistical county inside a county thus belongs to the county around it.
func (t *AreaTree) County(code string) (Area, bool) {
	var county Area
	found := false
	for range maxAreaDepth {
		area, ok := t.byCode[code]
		if !ok {
			break
		}
		if area.Tier == TierCounty {
			county, found = area, true
		}
		code = area.Parent
	}
	return county, found
}

// Inside reports whether an area is the area around or lies anywhere below it.
func (t *AreaTree) Inside(code, around string) bool {
	for range maxAreaDepth {
		if code == around {
			return true
		}
		area, ok := t.byCode[code]
		if !ok {
			return false
		}
		code = area.Parent
	}
	return false
}

// Top returns the one area without a parent; false where there is none or more than one.
func (t *AreaTree) Top() (Area, bool) {
	var tops []Area
	for _, area := range t.byCode {
		if area.Parent == "" {
			tops = append(tops, area)
		}
	}
	if len(tops) != 1 {
		return Area{}, false
	}
	return tops[0], true
}
