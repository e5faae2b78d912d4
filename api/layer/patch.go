package layer

import (
	"slices"
)

// mostPatches is how many edits a layer takes before it is read whole again, which gives back what they spent.
const mostPatches = 1000

// with returns the layer after a feature was put in place of the one of its ID, or added. What did not change is
// shared with the old layer.
func (l *Layer) with(r *row) *Layer {
	i, found := l.Find(r.id)
	if found && l.versions[i] > r.version {
		return l // what was read already holds a later edit
	}
	next := *l
	next.patched++
	next.columns = slices.Clone(l.columns)
	if !found {
		next.open(i, r)
	}
	if !found || l.versions[i] != r.version {
		next.versions = slices.Clone(next.versions)
		next.versions[i] = r.version
	}
	if next.areas.at(i) != r.area {
		next.areas.of = slices.Clone(next.areas.of)
		next.areas.of[i] = next.areas.number(r.area)
	}
	for k := range next.columns {
		c := &next.columns[k]
		v := r.values[k]
		v.Type = c.kind
		if c.id || c.value(i) == v {
			continue
		}
		c.texts, c.integers, c.numbers = slices.Clone(c.texts), slices.Clone(c.integers), slices.Clone(c.numbers)
		c.set(i, v)
	}
	next.place(i, r, found)
	return &next
}

// open makes room for a feature at index i.
func (l *Layer) open(i int, r *row) {
	ids := make([]string, 0, l.Len()+1)
	for k := range l.Len() {
		ids = append(ids, l.ids.at(k))
	}
	l.ids = packTexts(slices.Insert(ids, i, r.id))
	fid := fidOf(r.id)
	for slices.Contains(l.fids, fid) {
		fid++
	}
	l.fids = inserted(l.fids, i, fid)
	l.areas.of = inserted(l.areas.of, i, 0)
	l.versions = inserted(l.versions, i, r.version)
	if l.from != nil {
		l.from = inserted(l.from, i, r.from)
	}
	for k := range l.columns {
		c := &l.columns[k]
		switch {
		case c.id:
		case c.kind == Integer:
			c.integers = inserted(c.integers, i, nullInteger)
		case c.kind == Number:
			c.numbers = inserted(c.numbers, i, 0)
			c.set(i, Value{Null: true})
		default:
			c.texts = inserted(c.texts, i, nullText)
		}
	}
}

// place puts the location of a feature of a layer of points.
func (l *Layer) place(i int, r *row, found bool) {
	var one shapes
	one.addPoint(r.point)
	switch {
	case !found:
		l.shapes.points, l.shapes.world = inserted(l.shapes.points, i, one.points[0]), inserted(l.shapes.world, i, one.world[0])
		l.index = l.index.inserted(&l.shapes, i)
	case r.point == nil && l.Geometry(i) == nil || r.point != nil && l.shapes.points[i] == *r.point:
	default:
		l.shapes.points, l.shapes.world = slices.Clone(l.shapes.points), slices.Clone(l.shapes.world)
		l.shapes.points[i], l.shapes.world[i] = one.points[0], one.world[0]
		l.index = l.index.moved(&l.shapes, i)
	}
}

// without returns the layer after the feature of an ID was taken out.
func (l *Layer) without(id string) *Layer {
	i, found := l.Find(id)
	if !found {
		return l
	}
	next := *l
	next.patched++
	ids := make([]string, 0, l.Len())
	for k := range l.Len() {
		if k != i {
			ids = append(ids, l.ids.at(k))
		}
	}
	next.ids = packTexts(ids)
	next.fids, next.areas.of, next.versions = deleted(l.fids, i), deleted(l.areas.of, i), deleted(l.versions, i)
	if l.from != nil {
		next.from = deleted(l.from, i)
	}
	next.columns = slices.Clone(l.columns)
	for k := range next.columns {
		c := &next.columns[k]
		c.texts, c.integers, c.numbers = deleted(c.texts, i), deleted(c.integers, i), deleted(c.numbers, i)
	}
	next.shapes.points, next.shapes.world = deleted(l.shapes.points, i), deleted(l.shapes.world, i)
	next.index = l.index.removed(&next.shapes, i)
	return &next
}

// inserted is a copy of a list with a value put in.
func inserted[T any](list []T, i int, v T) []T {
	next := make([]T, 0, len(list)+1)
	next = append(append(next, list[:i]...), v)
	return append(next, list[i:]...)
}

// deleted is a copy of a list without one value; of a column's unused lists, nothing.
func deleted[T any](list []T, i int) []T {
	if len(list) == 0 {
		return nil
	}
	next := make([]T, 0, len(list)-1)
	return append(append(next, list[:i]...), list[i+1:]...)
}
