package api

import (
	"context"
	"fmt"
	"net/http"

	"cuntong/api/cql"
	"cuntong/api/feature"
	"cuntong/api/layer"

	"github.com/paulmach/orb"
)

// ogcRow is a feature as a filter sees it.
type ogcRow struct {
	layer *layer.Layer
	i     int
	masks []feature.Mask
}

func (r *ogcRow) Geometry() orb.Geometry { return r.layer.Geometry(r.i) }

func (r *ogcRow) Value(field int) cql.Value {
	v := r.layer.Value(r.i, field)
	switch {
	case v.Null:
		return cql.Value{}
	case v.Type == layer.Integer:
		return cql.NumberValue(float64(v.Integer))
	case v.Type == layer.Number:
		return cql.NumberValue(v.Number)
	case v.Type == layer.Boolean:
		return cql.BoolValue(v.Boolean)
	case v.Type == layer.Date:
		return cql.DateValue(v.Text)
	case v.Type == layer.Instant:
		return cql.TimeValue(v.Text)
	}
	return cql.TextValue(r.shown(field, v.Text))
}

// shown is a text as the caller sees it.
func (r *ogcRow) shown(field int, text string) string {
	if r.masks != nil && r.masks[field] != nil {
		return r.masks[field](text)
	}
	return text
}

// everything reports whether nothing is left out of the features that the caller may see.
func (q *ogcQuery) everything() bool {
	return q.box == nil && q.during == nil && len(q.equal) == 0 && q.filter == nil
}

// spatial reports whether shapes are compared with shapes that somebody drew, which can take long for each.
func (q *ogcQuery) spatial() bool { return q.filter != nil && q.filter.Spatial() }

// lookEvery is how many features are looked at between two looks at the clock.
const lookEvery = 1024

// each calls visit with every selected feature from index from on, in order, until visit returns false.
func (q *ogcQuery) each(ctx context.Context, l *ogcLayer, from int, visit func(i int) bool) error {
	row := &ogcRow{layer: l.Layer, masks: q.masks}
	looked, shapes := 0, q.spatial() // comparing two shapes can take long
	step := func(i int) (bool, error) {
		if looked++; (shapes || looked%lookEvery == 0) && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if !l.scope.Has(i) {
			return true, nil
		}
		kept, err := q.keeps(row, i)
		if err != nil {
			return false, problem(http.StatusBadRequest, "invalid", fmt.Sprintf("filter: feature %q: %v; ask with bbox, or leave it out", shorten(l.ID(i)), err)).with("feature", l.ID(i))
		}
		return !kept || visit(i), nil
	}
	if bound := q.bound(); bound != nil {
		for i := range l.Within(*bound, from) {
			if more, err := step(i); err != nil || !more {
				return err
			}
		}
		return nil
	}
	for i := from; i < l.Len(); i++ {
		if more, err := step(i); err != nil || !more {
			return err
		}
	}
	return nil
}

// bound is the smaller of the boxes that all selected features meet.
func (q *ogcQuery) bound() *orb.Bound {
	var least *orb.Bound
	if q.box != nil {
		b := q.box.Bound()
		least = &b
	}
	if q.filter != nil {
		if b := q.filter.Bound(); b != nil && (least == nil || areaOf(b) < areaOf(least)) {
			least = b
		}
	}
	return least
}

func areaOf(b *orb.Bound) float64 { return (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1]) }

// keeps decides about one feature, cheap questions first.
func (q *ogcQuery) keeps(row *ogcRow, i int) (bool, error) {
	for _, e := range q.equal {
		v := row.layer.Value(i, e.field)
		if v.Text != "" {
			v.Text = row.shown(e.field, v.Text)
		}
		if v != e.value {
			return false, nil
		}
	}
	row.i = i
	if q.during != nil && !q.during.meets(row) {
		return false, nil
	}
	if q.box != nil {
		if meets, err := q.box.Meets(row.Geometry()); err != nil || !meets {
			return false, err
		}
	}
	if q.filter != nil {
		return q.filter.Match(row)
	}
	return true, nil
}

// meets holds a time against the first field of the feature that is a day or an instant. What has none is always kept.
func (s *span) meets(row *ogcRow) bool {
	for k, f := range row.layer.Fields() {
		if f.Type != layer.Date && f.Type != layer.Instant {
			continue
		}
		v := row.Value(k)
		switch v.Type {
		case cql.Date:
			return v.Micros <= s.to && v.Micros+dayMicros-1 >= s.from
		case cql.Time:
			return v.Micros >= s.from && v.Micros <= s.to
		}
		return true
	}
	return true
}

// matchKey names a number of features that is kept.
type matchKey struct {
	generation      uint64
	areas           uint64
	area, selection string
	masked          bool
}

// matched counts the selected features. The number is kept, so that page 600 of a filter costs what page 1 does.
func (s *server) matched(ctx context.Context, l *ogcLayer, q *ogcQuery) (int, error) {
	if q.everything() && l.scope.All() {
		return l.Len(), nil
	}
	areas, err := s.layers.Get(ctx, layer.Ref{Kind: layer.Areas})
	if err != nil {
		return 0, err
	}
	key := matchKey{l.Generation(), areas.Generation(), callerOf(ctx).Area, q.selected, q.masks != nil}
	if n, ok := s.matches.GetIfPresent(key); ok {
		return n, nil
	}
	n := 0
	if err := q.each(ctx, l, 0, func(int) bool { n++; return true }); err != nil {
		return 0, err
	}
	s.matches.Set(key, n)
	return n, nil
}
