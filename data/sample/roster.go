package sample

import (
	"fmt"

	"cuntong/data"
)

// roster collects the facilities of a region and what hangs on them.
type roster struct {
	region     *region
	facilities []data.Facility
	services   []data.Service
	vehicles   []data.Vehicle
	pickup     []string        // by unit: ID of its active pick-up point; empty where it has none
	dead       []string        // by unit: ID of a pick-up point that no longer works
	ofPickup   []data.Operator // by unit: who runs that point first
	brands     []string        // by town: ID of an active express station
	hasDemand  []bool          // by town
}

func newRoster(r *region) *roster {
	n := &roster{
		region: r,
		pickup: make([]string, len(r.units)), dead: make([]string, len(r.units)), ofPickup: make([]data.Operator, len(r.units)),
		brands: make([]string, len(r.towns)), hasDemand: make([]bool, len(r.towns)),
	}
	for _, u := range r.units {
		if u.demand() {
			n.hasDemand[u.town] = true
		}
	}
	return n
}

// premises is a facility in the generator's words.
type premises struct {
	id, name   string
	tier       data.FacilityTier
	operators  []data.Operator
	offers     []data.Offer
	status     data.FacilityStatus
	town       int
	settlement string
	place      spot
	capacity   int64 // parcels per day; 0: unknown
	yearly     int64 // yuan; 0: unknown
	universal  bool
}

func (n *roster) add(p premises) {
	location := p.place.point()
	f := data.Facility{
		ID: p.id, Name: p.name, Tier: p.tier, Operators: p.operators, Offers: p.offers, Status: p.status,
		Town: n.region.towns[p.town].code, Settlement: p.settlement, Location: &location,
		UniversalService: p.universal, Provenance: madeAt(p.place),
	}
	if p.capacity > 0 {
		f.CapacityParcelsDay = number(float64(p.capacity))
	}
	if p.yearly > 0 {
		f.YearlyCostYuan = yuan(p.yearly)
	}
	n.facilities = append(n.facilities, f)
}

// townKey is the part of a town's code that its facilities bear.
func (n *roster) townKey(t int) string { return n.region.towns[t].code[:9] }

// lifeOf draws a status: most work, some are suspended or closed and still on the books.
func lifeOf(d dice, suspended, closed int64) data.FacilityStatus {
	switch x := d.below(1000); {
	case x < suspended:
		return data.Suspended
	case x < suspended+closed:
		return data.Closed
	}
	return data.Active
}

// hundreds rounds to whole hundreds, as people estimate costs.
func hundreds(n int64) int64 { return (n + 50) / 100 * 100 }

func brandName(i int64) string { return string([]rune("甲乙丙丁戊己庚辛")[i]) }

func id(kind, key, what string) string { return fmt.Sprintf("%s-%s-%s", kind, key, what) }
