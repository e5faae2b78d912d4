package sample

import (
	"slices"

	"cuntong/data"
)

// Shares in a thousand, after the ranges that county tables show: what villages have on the books.
const (
	postalShare    = 620
	coopShare      = 300
	ecommerceShare = 350
	sharedShare    = 500 // of further operators that use the premises already there
	twiceShare     = 50  // of points that a second list knows under another name
	formerShare    = 60  // of villages without pick-up that once had it
	estateShare    = 720 // residents' committees with a parcel shop
)

// addPoints gives villages their points. A village either has one place that hands parcels out or none;
// the rest of what stands there sells goods or seed only, so that many points mean little coverage.
func (n *roster) addPoints(d dice) {
	fortune := make([]int64, len(n.region.towns)) // some towns do better than others
	for t, town := range n.region.towns {
		custom := n.region.counties[town.county].custom
		fortune[t] = d.between(custom.stationsLow, custom.stationsHigh)
	}
	for u, unit := range n.region.units {
		switch unit.kind {
		case data.KindResidents:
			n.addEstateShop(d, u)
		case data.KindVillage:
			n.addVillagePoints(d, u, n.remoteness(u)*fortune[unit.town]/100)
		}
	}
}

// remoteness favours villages near the seat of their town, in percent.
func (n *roster) remoteness(u int) int64 {
	unit := n.region.units[u]
	apart := n.region.groundOf(unit.town).squared(n.region.towns[unit.town].seat, unit.place)
	switch {
	case apart < 3000*3000:
		return 125
	case apart > 6000*6000:
		return 75
	}
	return 100
}

func (n *roster) addEstateShop(d dice, u int) {
	if !d.permille(estateShare) {
		return
	}
	unit := n.region.units[u]
	operators := []data.Operator{data.Express}
	if d.permille(250) {
		operators = []data.Operator{data.Postal, data.Express}
	}
	n.addPoint(d, u, "express", unit.shortName()+"快递驿站", operators, []data.Offer{data.Pickup, data.Dropoff}, lifeOf(d, 40, 20))
}

func (n *roster) addVillagePoints(d dice, u int, share int64) {
	unit := n.region.units[u]
	name := unit.shortName()
	pickup := d.permille(share)
	former := !pickup && d.permille(formerShare)
	var operators []data.Operator // of the pick-up point, or of the shop that could have been one
	var offers []data.Offer
	title, key := "", ""
	switch x := d.below(100); {
	case !pickup && !former:
		if d.permille(postalShare) {
			operators, offers, title, key = []data.Operator{data.Postal}, []data.Offer{data.Retail, data.Payment}, "邮政便民站", "postal"
		}
	case x < 55:
		operators, offers, title, key = []data.Operator{data.Postal}, []data.Offer{data.Pickup, data.Dropoff, data.Payment}, "村邮站", "postal"
	case x < 75:
		operators, offers, title, key = []data.Operator{data.Express}, []data.Offer{data.Pickup, data.Dropoff}, "快递代收点", "express"
	case x < 92:
		operators, offers, title, key = []data.Operator{data.Postal, data.Express}, []data.Offer{data.Pickup, data.Dropoff, data.Retail}, "寄递物流综合服务站", "joint"
	default:
		operators, offers, title, key = []data.Operator{data.Ecommerce}, []data.Offer{data.Pickup, data.Retail}, "电商服务点", "pickup"
	}
	coop, ecommerce := d.permille(coopShare), d.permille(ecommerceShare) && !slices.Contains(operators, data.Ecommerce)
	if len(operators) > 0 {
		if coop && d.permille(sharedShare) {
			operators, offers, coop = append(operators, data.Coop), append(offers, data.Supplies), false
		}
		if ecommerce && d.permille(sharedShare) {
			operators, ecommerce = append(operators, data.Ecommerce), false
			if !slices.Contains(offers, data.Retail) {
				offers = append(offers, data.Retail)
			}
		}
		status := lifeOf(d, 30, 20)
		if pickup {
			status = data.Active
		} else if former {
			status = pick(d, data.Suspended, data.Closed)
		}
		n.addPoint(d, u, key, name+title, operators, offers, status)
	}
	if coop {
		n.addPoint(d, u, "coop", name+"供销综合服务社", []data.Operator{data.Coop}, []data.Offer{data.Retail, data.Supplies}, lifeOf(d, 40, 30))
	}
	if ecommerce {
		n.addPoint(d, u, "ecommerce", name+"电商服务点", []data.Operator{data.Ecommerce}, []data.Offer{data.Retail}, lifeOf(d, 60, 40))
	}
}

// addPoint adds a point in a village and, now and then, the same shop again as another list has it: a few
// metres off, under the keeper's name.
func (n *roster) addPoint(d dice, u int, key, name string, operators []data.Operator, offers []data.Offer, status data.FacilityStatus) {
	unit := n.region.units[u]
	ground := n.region.groundOf(unit.town)
	slices.SortFunc(operators, func(a, b data.Operator) int {
		return slices.Index(data.Operators(), a) - slices.Index(data.Operators(), b)
	})
	offers = inDisplayOrder(offers)
	p := premises{
		id: id("P", unit.code, key), name: name, tier: data.ServicePoint, operators: operators, offers: offers, status: status,
		town: unit.town, settlement: unit.code, place: ground.around(d, unit.place, 20, 200),
		capacity: 10 * d.between(5, 30), yearly: hundreds(d.between(5_000, 14_000)),
	}
	if slices.Contains(offers, data.Pickup) {
		if status == data.Active {
			n.pickup[u], n.ofPickup[u] = p.id, operators[0]
		} else {
			n.dead[u] = p.id
		}
	} else {
		p.capacity = 0
	}
	n.add(p)
	if d.permille(twiceShare) {
		p.id = id("P", unit.code, key+"-2")
		p.name = unit.shortName() + pick(d, "王记", "刘家", "惠民", "便利", "利群", "为民") + pick(d, "超市", "商店", "小卖部")
		p.place = ground.around(d, p.place, 3, 60)
		p.operators, p.offers, p.capacity = []data.Operator{pick(d, data.Coop, data.Ecommerce)}, []data.Offer{data.Retail}, 0
		n.add(p)
	}
}

func inDisplayOrder(offers []data.Offer) []data.Offer {
	var ordered []data.Offer
	for _, o := range []data.Offer{data.Pickup, data.Dropoff, data.Retail, data.Supplies, data.Payment, data.Finance} {
		if slices.Contains(offers, o) {
			ordered = append(ordered, o)
		}
	}
	return ordered
}
