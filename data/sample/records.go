package sample

import (
	"strconv"

	"cuntong/data"
)

// originalOf writes a place as the files of the generator give it.
func originalOf(s spot) string {
	p := s.point()
	return strconv.FormatFloat(p.Lon(), 'f', -1, 64) + "," + strconv.FormatFloat(p.Lat(), 'f', -1, 64)
}

// areas returns the records of the areas, the widest first.
func (r *region) areas() []data.Area {
	areas := append([]data.Area(nil), r.top...)
	for _, c := range r.counties {
		population := c.population
		areas = append(areas, data.Area{
			Code: c.code, Name: c.name, Tier: data.TierCounty, Kind: c.kind, Parent: c.parent,
			Population: &population, Outline: c.outline, Provenance: r.provenance(c.custom.synthetic),
		})
	}
	for _, t := range r.towns {
		seat := t.seat.point()
		areas = append(areas, data.Area{
			Code: t.code, Name: t.name, Tier: data.TierTown, Kind: t.kind, Parent: r.counties[t.county].code,
			Seat: &seat, Provenance: r.provenance(!t.seatGiven),
		})
	}
	return areas
}

// provenance of an area: a fact of the region's source, or made.
func (r *region) provenance(synthetic bool) data.Provenance {
	if synthetic {
		return made()
	}
	return data.Provenance{Source: r.source}
}

// settlements returns the records of the units. Their codes and names may be facts; their places and
// populations never are, so each row is synthetic.
func (r *region) settlements() []data.Settlement {
	var settlements []data.Settlement
	for _, u := range r.units {
		place := u.place.point()
		s := data.Settlement{
			Code: u.code, Name: u.name, Kind: u.kind, Town: r.towns[u.town].code,
			Location: &place, Provenance: madeAt(u.place),
		}
		if u.demand() {
			people := u.people
			s.Population = &people
			s.ParcelsInDay, s.ParcelsOutDay = tenths(u.inTenths), tenths(u.outTenths)
		}
		settlements = append(settlements, s)
	}
	return settlements
}

func tenths(n int64) *float64 {
	x := float64(n) / 10
	return &x
}

func number(x float64) *float64 { return &x }

func yuan(n int64) *int64 { return &n }
