// Package layer holds the features of one kind at one revision of the store in memory, for maps and for
// programs that page through them: immutable, ordered by ID (by bytes), with a spatial index. A Set hands out the
// current ones and follows the store's change log.
//
// Positions are WGS 84, longitude first; beside them lie Web Mercator grid positions for tiles. Null is a value of
// its own, never zero. The package knows no HTTP; what a caller may see is said by Scope, and which
// fields are personal by Field.Personal: whoever writes answers masks those.
package layer

import (
	"slices"
	"sort"

	"github.com/paulmach/orb"
)

// Kind is a collection of features.
type Kind string

// The kinds. The last three belong to a plan.
const (
	Areas       Kind = "areas"
	Settlements Kind = "settlements"
	Facilities  Kind = "facilities"
	Roads       Kind = "roads"
	Routes      Kind = "routes"
	Sites       Kind = "sites"
	Assignments Kind = "assignments"
	Gaps        Kind = "gaps"
)

// Kinds lists those that belong to no plan, in display order.
func Kinds() []Kind { return []Kind{Areas, Settlements, Facilities, Roads, Routes} }

// PlanKinds lists those that belong to a plan, in display order.
func PlanKinds() []Kind { return []Kind{Sites, Assignments, Gaps} }

// OfPlan reports whether the kind belongs to a plan.
func (k Kind) OfPlan() bool { return slices.Contains(PlanKinds(), k) }

// Known reports whether there is such a kind.
func (k Kind) Known() bool { return k.OfPlan() || slices.Contains(Kinds(), k) }

// Ref names a layer; Plan is empty but for kinds of plans.
type Ref struct {
	Kind Kind
	Plan string
}

// Layer is all features of one kind. It does not change; many may read it at once.
type Layer struct {
	ref        Ref
	revision   int64
	generation uint64
	patched    int // edits since it was read whole
	ids        texts
	fids       []int64
	areas      codes // code of the town (of an area: its own) of each feature
	versions   []int64
	from       []uint8
	columns    []column
	shapes     shapes
	index      *index
}

// Feature is one feature. Geometry is nil where none is known; it shares memory with the layer and must not be
// changed: an orb.Point, an orb.LineString or orb.MultiLineString, an orb.MultiPolygon.
type Feature struct {
	ID       string
	FID      int64  // a positive integer that stands for the ID in programs that want one: the ID itself where that is a number
	Area     string // code of its town, of an area its own; empty unknown, or of no area (roads)
	Version  int64  // of the record; 0 for what has none
	Geometry orb.Geometry
}

// Ref names the layer.
func (l *Layer) Ref() Ref { return l.ref }

// Kind returns the kind of the features.
func (l *Layer) Kind() Kind { return l.ref.Kind }

// Revision returns the revision of the store's records that the layer shows.
func (l *Layer) Revision() int64 { return l.revision }

// Generation is a number of this process that no layer of other content has. A layer whose content a new revision of
// the store leaves alone keeps it.
func (l *Layer) Generation() uint64 { return l.generation }

// Len returns the number of features.
func (l *Layer) Len() int { return len(l.fids) }

// ID returns the ID of feature i.
func (l *Layer) ID(i int) string { return l.ids.at(i) }

// Find returns the index of the feature of an ID.
func (l *Layer) Find(id string) (i int, found bool) {
	i = sort.Search(l.Len(), func(i int) bool { return l.ids.at(i) >= id })
	return i, i < l.Len() && l.ids.at(i) == id
}

// After returns the first index whose ID is greater, Len where there is none.
func (l *Layer) After(id string) int {
	return sort.Search(l.Len(), func(i int) bool { return l.ids.at(i) > id })
}

// Feature returns feature i.
func (l *Layer) Feature(i int) Feature {
	return Feature{ID: l.ids.at(i), FID: l.fids[i], Area: l.areas.at(i), Version: l.versions[i], Geometry: l.Geometry(i)}
}

// FID returns the integer that stands for the ID of feature i.
func (l *Layer) FID(i int) int64 { return l.fids[i] }

// Area returns the area code of feature i.
func (l *Layer) Area(i int) string { return l.areas.at(i) }

// FromZoom is the least zoom at which a map of 512-pixel tiles shows feature i by itself.
func (l *Layer) FromZoom(i int) uint8 {
	if l.from == nil {
		return 0
	}
	return l.from[i]
}

// Fields lists the fields in display order.
func (l *Layer) Fields() []Field { return Fields(l.ref.Kind) }

// FieldIndex returns the position of a field in Fields.
func (l *Layer) FieldIndex(name string) (int, bool) {
	i := slices.IndexFunc(l.Fields(), func(f Field) bool { return f.Name == name })
	return i, i >= 0
}

// Value returns what feature i says in a field of Fields.
func (l *Layer) Value(i, field int) Value {
	c := &l.columns[field]
	if c.id {
		return Value{Type: String, Text: l.ids.at(i)}
	}
	return c.value(i)
}

// Code is a number that stands for what feature i says in a field: equal values mostly have the same, others never; false for
// null. It costs less than Value to compare.
func (l *Layer) Code(i, field int) (uint64, bool) {
	c := &l.columns[field]
	if c.id {
		return uint64(i), true
	}
	return c.code(i)
}

// Extent is the bound of all geometries; false where there is none.
func (l *Layer) Extent() (orb.Bound, bool) {
	return l.index.extent, !l.index.empty
}

// Personal reports whether any field is personal.
func (l *Layer) Personal() bool {
	return slices.ContainsFunc(l.Fields(), func(f Field) bool { return f.Personal })
}
