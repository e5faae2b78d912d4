package sample

import (
	"fmt"

	"cuntong/data"
)

// addServices records for every village committee by whom it is served. Some have no record, some record that
// there is none, some are exempt, and some slid back: their record ended and nothing followed.
func (n *roster) addServices(d dice) {
	for u, unit := range n.region.units {
		if unit.kind != data.KindVillage {
			continue
		}
		switch x := d.below(1000); {
		case x < 30: // nobody wrote anything down
		case x < 40:
			n.serve(u, data.Service{
				Operator: data.Postal, Mode: data.Exempt, ValidFrom: dayBetween(d, 2021, 2024),
				ExemptReason: pick(d, "整村搬迁，常住不足 20 户", "与镇驻地连片，由镇站直接服务", "黄河滩区迁建期间暂不设点", "村庄合并，由社区服务站承担"),
			})
		case x < 65:
			n.serve(u, data.Service{Operator: data.Express, Mode: data.NoService, ValidFrom: dayBetween(d, 2021, 2024)})
		case x < 105:
			slid := data.Service{
				Operator: data.Express, Mode: data.Scheduled, TimesPerWeek: number(float64(d.between(2, 5))),
				ValidFrom: dayBetween(d, 2021, 2022), ValidTo: dayBetween(d, 2023, 2024),
			}
			if n.dead[u] != "" {
				slid.Mode, slid.Facility = data.AtPoint, n.dead[u]
			}
			n.serve(u, slid)
		default:
			n.serveWell(d, u)
		}
	}
}

// serveWell writes the record of the post and, for most villages, of an express company.
func (n *roster) serveWell(d dice, u int) {
	post := data.Service{Operator: data.Postal, Mode: data.AtDoor, TimesPerWeek: number(float64(d.between(3, 7))), ValidFrom: dayBetween(d, 2021, 2024)}
	switch {
	case n.pickup[u] != "" && n.ofPickup[u] == data.Postal:
		post.Mode, post.Facility = data.AtPoint, n.pickup[u]
	case d.permille(400):
		post.Mode = data.Scheduled
	}
	n.serve(u, post)
	if !d.permille(700) {
		return
	}
	express := data.Service{Operator: data.Express, Mode: data.AtPoint, TimesPerWeek: number(float64(d.between(3, 7))), ValidFrom: dayBetween(d, 2021, 2024)}
	switch {
	case n.pickup[u] != "":
		express.Facility = n.pickup[u]
	case d.permille(600):
		express.Facility = n.brands[n.region.units[u].town] // fetched from the town
	default:
		express.Mode = data.AtDoor
	}
	n.serve(u, express)
}

func (n *roster) serve(u int, s data.Service) {
	s.Settlement = n.region.units[u].code
	s.ID = fmt.Sprintf("V-%s-%s", s.Settlement, s.Operator)
	s.Provenance = made()
	n.services = append(n.services, s)
}

// dayBetween draws a day of the years given; every month has its first 28.
func dayBetween(d dice, first, last int64) data.Date {
	return data.Date(fmt.Sprintf("%04d-%02d-%02d", d.between(first, last), d.between(1, 12), d.between(1, 28)))
}
