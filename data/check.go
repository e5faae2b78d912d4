package data

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// Check refuses what no store can keep: missing keys, text that is not UTF-8, figures that are no numbers,
// points that are no place on Earth, days that are none. Repeated keys are found by KeyOrder, references that
// leave the batch by Outside.
func (b Batch) Check() error {
	for _, err := range []error{
		checkRows("area", b.Areas, checkArea), checkRows("settlement", b.Settlements, checkSettlement),
		checkRows("facility", b.Facilities, checkFacility), checkRows("service", b.Services, checkService),
		checkRows("vehicle", b.Vehicles, checkVehicle), checkRows("bus line", b.BusLines, checkBusLine), checkRows("daily count", b.DailyCounts, checkDailyCount),
		checkRows("standard", b.Standards, checkStandard),
	} {
		if err != nil {
			return err
		}
	}
	return checkNetworks(b.Networks)
}

// Check refuses a scenario that no store can keep.
func (s Scenario) Check() error {
	c := check{key: s.ID}
	c.text("text", s.ID, s.Name, s.Area, s.Standard, s.Model, s.Weight, s.Travel, s.Profile)
	if s.ID == "" {
		c.fail("it has no ID")
	}
	if err := s.Changes.Check(); err != nil {
		c.fail("%w", err)
	}
	if err := s.Rules.Check(); err != nil {
		c.fail("%w", err)
	}
	if len(s.Phases) > 0 {
		c.fail("it has phases, which only plans keep")
	}
	c.state(s.ScenarioState)
	return c.asError("scenario")
}

// Check refuses a plan that no store can keep.
func (p Plan) Check() error {
	c := check{key: p.ID}
	c.number("gap", p.Gap)
	c.number("seconds", &p.Seconds)
	c.text("text", p.ID, p.AreaName, p.Status, p.Reason, p.Fingerprint, p.InputFingerprint, p.ProgramVersion)
	c.text("notes", p.Notes...)
	for i := range p.Opened {
		site := &p.Opened[i]
		c.place("site "+site.Site, &site.Location)
		c.text("site", site.Site, site.Name, site.Town, site.Settlement)
	}
	if err := p.Scenario.Changes.Check(); err != nil {
		c.fail("scenario: %w", err)
	}
	c.document("audit before", p.Before)
	c.document("audit after", p.After)
	c.document("network", p.Network)
	switch {
	case p.ID == "" || p.Fingerprint == "":
		c.fail("it has no ID or no fingerprint")
	case p.CreatedAt.IsZero():
		c.fail("it does not say when it was made")
	}
	return c.asError("plan")
}

// check looks at one record and remembers the first thing wrong.
type check struct {
	key string
	err error
}

func (c *check) asError(kind string) error {
	if c.err == nil {
		return nil
	}
	return fmt.Errorf("%s %q: %w: %w", kind, c.key, c.err, ErrInvalid)
}

func (c *check) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func checkRows[T any](kind string, rows []T, look func(*check, *T)) error {
	for i := range rows {
		var c check
		look(&c, &rows[i])
		if c.key == "" {
			return fmt.Errorf("%s number %d of the batch has no code or ID: %w", kind, i+1, ErrInvalid)
		}
		if c.err != nil {
			return c.asError(kind)
		}
	}
	return nil
}

func (c *check) text(field string, texts ...string) {
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
			c.fail("%s %q is not UTF-8 text", field, text)
		}
	}
}

func checkWords[S ~string](c *check, field string, words []S) {
	for _, word := range words {
		if word == "" || strings.ContainsAny(string(word), ",\x00") || !utf8.ValidString(string(word)) {
			c.fail("%s has the entry %q, expected a word without commas", field, word)
		}
	}
}

func (c *check) document(field string, body json.RawMessage) {
	if len(body) > 0 && (!json.Valid(body) || !utf8.Valid(body)) {
		c.fail("%s is not valid JSON", field)
	}
}

func (c *check) number(field string, number *float64) {
	if number != nil && (math.IsNaN(*number) || math.IsInf(*number, 0)) {
		c.fail("%s is not a number; leave it out where it is unknown", field)
	}
}

func (c *check) place(field string, p *orb.Point) {
	if p == nil {
		return
	}
	if err := geo.CheckPoint(*p); err != nil {
		c.fail("%s: %w", field, err)
	}
}

func (c *check) day(field string, day Date) {
	if day == "" {
		return
	}
	if _, err := ParseDate(string(day)); err != nil {
		c.fail("%s: %w", field, err)
	}
}

func (c *check) provenance(p Provenance) {
	c.text("source", p.Source)
	c.text("original", p.Original, string(p.Datum), string(p.LocatedBy))
}

func checkArea(c *check, a *Area) {
	c.key = a.Code
	c.text("text", a.Code, a.Name, string(a.Tier), string(a.Kind), a.Parent)
	c.place("seat", a.Seat)
	for _, polygon := range a.Outline {
		for _, ring := range polygon {
			for i := range ring {
				c.place("outline", &ring[i])
			}
		}
	}
	c.provenance(a.Provenance)
}

func checkSettlement(c *check, s *Settlement) {
	c.key = s.Code
	c.text("text", s.Code, s.Name, string(s.Kind), s.Town)
	c.place("location", s.Location)
	c.number("parcels in a day", s.ParcelsInDay)
	c.number("parcels out a day", s.ParcelsOutDay)
	c.provenance(s.Provenance)
}

func checkFacility(c *check, f *Facility) {
	c.key = f.ID
	c.text("text", f.ID, f.Name, string(f.Tier), string(f.Status), f.Town, f.Settlement, f.Contact, f.Phone)
	checkWords(c, "operators", f.Operators)
	checkWords(c, "offers", f.Offers)
	c.place("location", f.Location)
	c.number("capacity", f.CapacityParcelsDay)
	c.provenance(f.Provenance)
}

func checkService(c *check, s *Service) {
	c.key = s.ID
	c.text("text", s.ID, s.Settlement, string(s.Operator), string(s.Mode), s.Facility, s.ExemptReason)
	if s.Settlement == "" {
		c.fail("names no settlement")
	}
	c.number("times a week", s.TimesPerWeek)
	c.day("valid from", s.ValidFrom)
	c.day("valid to", s.ValidTo)
	c.provenance(s.Provenance)
}

func checkVehicle(c *check, v *Vehicle) {
	c.key = v.ID
	c.text("text", v.ID, v.Name, v.Kind, v.Facility)
	for _, figure := range []*float64{v.CapacityKg, v.CapacityParcels, v.SpeedKmh, v.RangeKm, v.YuanPerKm, v.YuanPerHour, v.YuanPerDay} {
		c.number("a figure", figure)
	}
	c.provenance(v.Provenance)
}

func checkStandard(c *check, s *Standard) {
	c.key = s.ID
	c.text("text", s.ID, s.NameZH, s.NameEN, s.Source, s.Clause, s.Note)
	checkWords(c, "offers", s.Offers)
	checkWords(c, "kinds", s.Kinds)
	c.number("detour factor", &s.DetourFactor)
	c.number("speed", &s.SpeedKmh)
	c.number("target share", s.TargetShare)
	c.day("valid from", s.ValidFrom)
	c.day("valid to", s.ValidTo)
	if err := s.Check(); err != nil {
		c.fail("%w", err)
	}
}
