package layer

import (
	"context"
	"strings"

	"cuntong/data"
)

// The values of rows. Empty text is unknown.

func text(s string) Value    { return Value{Null: s == "", Text: s} }
func integer(n int64) Value  { return Value{Integer: n} }
func boolean(yes bool) Value { return Value{Boolean: yes} }

func integerOr(n *int64) Value {
	if n == nil {
		return Value{Null: true}
	}
	return Value{Integer: *n}
}

func numberOr(n *float64) Value {
	if n == nil {
		return Value{Null: true}
	}
	return Value{Number: *n}
}

// joined writes a list of words with commas.
func joined[T ~string](list []T) Value {
	var b strings.Builder
	for i, word := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(word))
	}
	return text(b.String())
}

func areaRow(r *row, a *data.Area) {
	r.id, r.area, r.version, r.outlines = a.Code, a.Code, a.Version, a.Outline
	r.from = areaFrom(a.Tier)
	r.values = append(r.values[:0], Value{}, text(a.Name), text(string(a.Tier)), text(string(a.Kind)), text(a.Parent), integerOr(a.Population),
		text(a.Provenance.Source), boolean(a.Provenance.Synthetic))
}

// areaFrom is the zoom from which a tier of areas fills more than a few pixels each.
func areaFrom(tier data.AreaTier) uint8 {
	switch tier {
	case data.TierProvince, data.TierCity:
		return 0
	case data.TierCounty:
		return 5
	}
	return 8
}

func settlementRow(r *row, s *data.Settlement) {
	r.id, r.area, r.version, r.point = s.Code, s.Town, s.Version, s.Location
	r.values = append(r.values[:0], Value{}, text(s.Name), text(string(s.Kind)), text(s.Town), integerOr(s.Population), numberOr(s.ParcelsInDay), numberOr(s.ParcelsOutDay),
		text(s.Provenance.Source), boolean(s.Provenance.Synthetic))
}

func facilityRow(r *row, f *data.Facility) {
	r.id, r.area, r.version, r.point = f.ID, f.Town, f.Version, f.Location
	r.values = append(r.values[:0], Value{}, text(f.Name), text(string(f.Tier)), text(string(f.Status)), joined(f.Operators), joined(f.Offers), text(f.Town), text(f.Settlement),
		numberOr(f.CapacityParcelsDay), integerOr(f.OpeningCostYuan), integerOr(f.YearlyCostYuan), boolean(f.UniversalService),
		text(f.Provenance.Source), boolean(f.Provenance.Synthetic))
}

// build makes a layer of records in the order in which they come.
func build[T any](ref Ref, list []T, write func(*row, *T)) *Layer {
	b := newBuilder(ref, len(list))
	var r row
	for i := range list {
		write(&r, &list[i])
		b.add(&r)
	}
	return b.finish()
}

// pageRows is how many records are read at once, so that a nation does not lie in memory twice.
const pageRows = 50_000

// readPages makes a layer of records read page by page. Pages are no one state of the store: whoever calls checks that nothing
// was written meanwhile.
func readPages[T any](ctx context.Context, ref Ref, size int64, read func(context.Context, data.Query) ([]T, error), write func(*row, *T)) (*Layer, error) {
	b := newBuilder(ref, int(size))
	var r row
	after := ""
	for {
		list, err := read(ctx, data.Query{After: after, Limit: pageRows})
		if err != nil {
			return nil, err
		}
		for i := range list {
			write(&r, &list[i])
			b.add(&r)
		}
		if len(list) < pageRows {
			return b.finish(), nil
		}
		after = r.id
	}
}
