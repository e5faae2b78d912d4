package importing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/data/finding"
	"cuntong/data/ingest"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// DatumGuess is what speaks for each datum. It is never used by itself: a person says which it is, or the file does.
type DatumGuess struct {
	Stated     geo.Datum    `json:"stated,omitempty" doc:"That the files state themselves; absent: none"`
	Chosen     geo.Datum    `json:"chosen,omitempty" doc:"That the settings name; absent: none"`
	Guess      geo.Datum    `json:"guess,omitempty" doc:"What is most likely; absent: nothing speaks for any"`
	Why        ImportWords  `json:"why" doc:"What speaks for the guess"`
	Positions  int          `json:"positions" doc:"That the files give, of the first 5,000 rows of each table"`
	Hypotheses []Hypothesis `json:"hypotheses" doc:"The positions in each datum"`
}

// Hypothesis is what the positions come to in one datum.
type Hypothesis struct {
	Datum   geo.Datum `json:"datum" enum:"wgs84,cgcs2000,gcj02,bd09"`
	Matched int       `json:"matched" doc:"Positions whose place, or whose village, is known by code or name"`
	Median  *int64    `json:"median_m" doc:"Of their distances to it, in metres; null: none is known"`
}

// fewestMatched is how many places are needed to guess by; better how many times nearer the best must be than the next.
const (
	fewestMatched = 3
	better        = 2
)

// places finds where something is known to be.
type places struct {
	byCode map[string]orb.Point
	byName map[string]orb.Point // of names that only one place has, with and without its town
	many   map[string]bool
}

// newPlaces takes the places of an area alone: of others nobody is told where they are.
func newPlaces(r finding.Records, area string) *places {
	p := &places{map[string]orb.Point{}, map[string]orb.Point{}, map[string]bool{}}
	tree := data.NewAreaTree(r.Areas)
	told := func(town string) bool { return area == "" || town != "" && tree.Inside(town, area) }
	note := func(key string, at orb.Point) {
		if _, there := p.byName[key]; there {
			p.many[key] = true
		}
		p.byName[key] = at
	}
	for i := range r.Settlements {
		if s := &r.Settlements[i]; s.Location != nil && told(s.Town) {
			p.byCode[s.Code] = *s.Location
			town, _ := tree.Area(s.Town)
			note(plainName(s.Name), *s.Location)
			note(plainName(town.Name)+" "+plainName(s.Name), *s.Location)
		}
	}
	for i := range r.Facilities {
		if f := &r.Facilities[i]; f.Location != nil && f.Provenance.LocatedBy != data.LocatedName && told(f.Town) {
			p.byCode[f.ID] = *f.Location
			note("facility "+plainName(f.Name), *f.Location)
		}
	}
	return p
}

// plainName is a name without blanks and the words that lists leave out.
func plainName(name string) string {
	name = strings.Join(strings.Fields(name), "")
	for _, tail := range []string{"村民委员会", "居民委员会", "村委会", "居委会"} {
		if short, ok := strings.CutSuffix(name, tail); ok && short != "" {
			return short + "村"
		}
	}
	return name
}

func (p *places) find(g ingest.GivenPosition) (orb.Point, bool) {
	if at, ok := p.byCode[g.Code]; ok && g.Code != "" {
		return at, true
	}
	for _, key := range []string{"facility " + plainName(g.Name), plainName(g.Town) + " " + plainName(g.Village), plainName(g.Village), plainName(g.Town) + " " + plainName(g.Name), plainName(g.Name)} {
		if at, ok := p.byName[key]; ok && !p.many[key] && strings.TrimSpace(key) != "" && key != "facility " {
			return at, true
		}
	}
	return orb.Point{}, false
}

// guessDatum holds the positions in each datum against the places that are known.
func guessDatum(sheets []ingest.Preview, known *places, chosen geo.Datum) DatumGuess {
	g := DatumGuess{Chosen: chosen}
	byHypothesis := map[geo.Datum][]geo.Meters{}
	var worded geo.Datum
	for _, sheet := range sheets {
		if sheet.Datum != "" {
			g.Stated = sheet.Datum
		}
		if sheet.Words != "" {
			worded = sheet.Words
		}
		g.Positions += len(sheet.Given)
		for _, given := range sheet.Given {
			at, ok := known.find(given)
			if !ok {
				continue
			}
			for _, datum := range geo.Datums() {
				if is, err := datum.ToWGS84(given.At); err == nil {
					byHypothesis[datum] = append(byHypothesis[datum], geo.Distance(is, at))
				}
			}
		}
	}
	for _, datum := range geo.Datums() {
		h := Hypothesis{Datum: datum, Matched: len(byHypothesis[datum])}
		if h.Matched > 0 {
			slices.Sort(byHypothesis[datum])
			median := int64(byHypothesis[datum][h.Matched/2] + 0.5)
			h.Median = &median
		}
		g.Hypotheses = append(g.Hypotheses, h)
	}
	g.weigh(worded)
	return g
}

// weigh chooses what is most likely: what the file states, what its headers say, else the datum in which known places fit.
func (g *DatumGuess) weigh(worded geo.Datum) {
	best, next := g.fits()
	switch {
	case g.Stated != "":
		g.Guess, g.Why = g.Stated, ImportWords{"文件自己写明", "the file states it itself"}
	case worded != "":
		g.Guess, g.Why = worded, ImportWords{"表头或文件名中写着", "words of the header or the file's name say so"}
	case best != nil && best.Matched >= fewestMatched && (next == nil || *next.Median >= better*max(1, *best.Median)):
		g.Guess = best.Datum
		g.Why = ImportWords{fmt.Sprintf("%d 个点在库中有同名或同代码的地点：按它换算，中位偏差 %d 米", best.Matched, *best.Median), fmt.Sprintf("%d points are places on record by code or name: taken so they lie %d m off at the median", best.Matched, *best.Median)}
		if next != nil {
			g.Why.ZH += fmt.Sprintf("；按 %s 则为 %d 米", plainDatum(next.Datum), *next.Median)
			g.Why.EN += fmt.Sprintf("; as %s %d m", plainDatum(next.Datum), *next.Median)
		}
	case g.Positions == 0:
		g.Why = ImportWords{"文件中没有坐标", "the files give no positions"}
	default:
		g.Why = ImportWords{"库中没有足够的同名地点可以比较，请查看来源或在地图上核对", "too few places are known by the same name to compare with; ask where the file comes from, or look at the map"}
	}
}

// plainDatum is a datum as people write it.
func plainDatum(d geo.Datum) string {
	switch d {
	case geo.WGS84:
		return "WGS-84"
	case geo.GCJ02:
		return "GCJ-02"
	case geo.BD09:
		return "BD-09"
	}
	return strings.ToUpper(string(d))
}

// fits returns the hypotheses that fit best and next, CGCS2000 apart, which lies where WGS 84 does.
func (g *DatumGuess) fits() (best, next *Hypothesis) {
	for i := range g.Hypotheses {
		h := &g.Hypotheses[i]
		if h.Median == nil || h.Datum == geo.CGCS2000 {
			continue
		}
		switch {
		case best == nil || *h.Median < *best.Median:
			best, next = h, best
		case next == nil || *h.Median < *next.Median:
			next = h
		}
	}
	return best, next
}

// Candidate is the positions of an import in one datum.
type Candidate struct {
	Hypothesis
	Points []CandidatePoint
}

// CandidatePoint is a position in WGS 84, and where its place is known to be.
type CandidatePoint struct {
	File, Name string
	Line       int
	At         orb.Point
	Known      *orb.Point // nil: nowhere
}

// candidatePoints is how many positions are drawn.
const candidatePoints = 400

// Candidates are the positions of an import under each datum, evenly chosen from all where there are many.
func (d *Desk) Candidates(ctx context.Context, id, area string) ([]Candidate, error) {
	look, err := d.Look(ctx, id, area)
	if err != nil {
		return nil, err
	}
	records, err := d.Study.FindingRecords(ctx)
	if err != nil {
		return nil, err
	}
	known := newPlaces(records, area)
	list := make([]Candidate, len(look.Datum.Hypotheses))
	total := max(1, look.Datum.Positions)
	for i, h := range look.Datum.Hypotheses {
		list[i] = Candidate{Hypothesis: h, Points: []CandidatePoint{}}
		n := 0
		for _, sheet := range look.Sheets {
			for _, given := range sheet.Given {
				n++
				if n*candidatePoints/total == (n-1)*candidatePoints/total && total > candidatePoints {
					continue
				}
				at, err := h.Datum.ToWGS84(given.At)
				if err != nil {
					continue
				}
				point := CandidatePoint{File: sheet.File, Name: given.Name, Line: given.Line, At: at}
				if place, ok := known.find(given); ok {
					point.Known = &place
				}
				list[i].Points = append(list[i].Points, point)
			}
		}
	}
	return list, nil
}
