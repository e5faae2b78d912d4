package report

import "cuntong/data"

// serviceTally counts village committees by their service records.
type serviceTally struct {
	villages, served, unserved, noRecord, exempt int
}

// serviceRates counts for every reported area and, under "", for all. Only village committees count.
func serviceRates(in Input, subjects []Subject) map[string]*serviceTally {
	records := map[string][]data.Service{}
	for _, record := range in.Services {
		records[record.Settlement] = append(records[record.Settlement], record)
	}
	rates := map[string]*serviceTally{"": {}}
	for _, s := range subjects {
		keys := []string{""}
		for _, area := range reportAreas(in.Areas, s.Settlement.Town) {
			keys = append(keys, area.Code)
		}
		for _, key := range keys {
			if rates[key] == nil {
				rates[key] = &serviceTally{}
			}
			if s.Settlement.Kind == data.KindVillage {
				rates[key].add(records[s.Settlement.Code], in.Date)
			}
		}
	}
	return rates
}

func (t *serviceTally) add(records []data.Service, day data.Date) {
	t.villages++
	served, exempt := false, false
	for _, record := range records {
		if !record.ValidOn(day) {
			continue
		}
		switch record.Mode {
		case data.AtPoint, data.AtDoor, data.Scheduled:
			served = true
		case data.Exempt:
			exempt = true
		}
	}
	switch {
	case served:
		t.served++
	case exempt:
		t.exempt++
	case len(records) == 0:
		t.noRecord++
	default:
		t.unserved++
	}
}

// rate divides; a nil tally is an area without subjects. Without any record the rate is unknown.
func (t *serviceTally) rate() ServiceRate {
	if t == nil {
		t = &serviceTally{}
	}
	r := ServiceRate{Villages: t.villages, Served: t.served, Unserved: t.unserved, NoRecord: t.noRecord, Exempt: t.exempt}
	switch {
	case t.villages == 0:
		r.Reason = NoVillages
	case t.noRecord == t.villages:
		r.Reason = NoServiceRecords
	case t.exempt == t.villages:
		r.Reason = AllExempt
	default:
		share := float64(t.served) / float64(t.villages-t.exempt)
		most := float64(t.served+t.noRecord) / float64(t.villages-t.exempt)
		r.Rate, r.RateAtMost = &share, &most
	}
	return r
}
