package sample

import "cuntong/data"

const (
	sizeSigmaPercent = 60 // standard deviation of the logarithm of a village's size
	fewestPeople     = 60
)

// populate spreads the residents of every county over its units, to the last one, and gives each unit its
// parcels. Pseudo units get none.
func (r *region) populate(d dice) {
	for c := range r.counties {
		var members []int
		var weights []int64
		for u, unit := range r.units {
			if r.towns[unit.town].county != c || !unit.demand() {
				continue
			}
			weight := d.lognormal(sizeSigmaPercent)
			if unit.kind == data.KindResidents {
				weight *= r.counties[c].custom.townsLook
			}
			members = append(members, u)
			weights = append(weights, weight)
		}
		custom := r.counties[c].custom
		for i, people := range apportion(r.counties[c].population, weights, fewestPeople) {
			unit := &r.units[members[i]]
			unit.people = people
			unit.inTenths = max(1, people*d.between(custom.parcelsIn[0], custom.parcelsIn[1])/100)
			unit.outTenths = max(1, unit.inTenths*d.between(10, 40)/100)
		}
	}
}
