package ingest

import (
	"math"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/geo"

	"github.com/paulmach/orb"
)

// A place far from all others of its town has a mistyped coordinate or the wrong town. Where the outline of the
// county is known, that decides; otherwise the others do:
//
//   - In a town with at least five located places, one further from their median than 50 km, and than six times
//     their median distance from it (towns of the western deserts are larger than counties elsewhere), is
//     noticed, and from twice that far refused. Rows of the native profile were accepted once, so they are only
//     noticed. Of 709 villages that were located by their names, one lies 56 km away, beyond its county's border;
//     a point in the sea or with a wrong degree lies further.
//   - In a town with fewer, the county's median decides in the same way from 150 km, and only notices: too
//     little is known to call the row wrong.
const (
	fewestNeighbours            = 5
	farFromTown      geo.Meters = 50_000
	farFromCounty    geo.Meters = 150_000
	farTimesMedian              = 6
	surelyFar                   = 2 // times the limit
)

// middle is where the places of a town or county lie.
type middle struct {
	name  string
	at    orb.Point
	limit geo.Meters
}

// neighbours gathers the located places of towns and counties until their middles are asked for.
type neighbours struct {
	g       *gazetteer
	points  map[string][]orb.Point // by code of the town, or of the county
	middles map[string]*middle
}

func (g *gazetteer) newNeighbours() *neighbours {
	return &neighbours{g, map[string][]orb.Point{}, map[string]*middle{}}
}

func (n *neighbours) add(town string, p *orb.Point) {
	county := n.g.areas[town].Parent
	if p == nil || town == "" || n.g.outlines[county] != nil {
		return // where there is an outline nobody asks
	}
	n.points[town] = append(n.points[town], *p)
	if county != "" {
		n.points[county] = append(n.points[county], *p)
	}
}

// middleOf is nil where too few places are located.
func (n *neighbours) middleOf(area string, least geo.Meters) *middle {
	if m, done := n.middles[area]; done {
		return m
	}
	n.middles[area] = nil
	points := n.points[area]
	if len(points) < fewestNeighbours {
		return nil
	}
	lon, lat, away := make([]float64, len(points)), make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		lon[i], lat[i] = p.Lon(), p.Lat()
	}
	m := &middle{name: cmpOr(n.g.areas[area].Name, area), at: orb.Point{median(lon), median(lat)}}
	for i, p := range points {
		away[i] = float64(geo.Distance(m.at, p))
	}
	m.limit = max(least, geo.Meters(farTimesMedian*median(away)))
	n.middles[area] = m
	return m
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// far says how far a place is from the others; sure is false where that is worth no more than a notice, as in
// the invented town of places without codes, which may be as large as a country.
func (n *neighbours) far(town string, p *orb.Point) (wrong words, sure bool) {
	if p == nil || town == "" {
		return words{}, false
	}
	county := n.g.areas[town].Parent
	if n.g.outlines[county] != nil {
		return words{}, false
	}
	m, ofTown := n.middleOf(town, farFromTown), true
	if m == nil {
		m, ofTown = n.middleOf(county, farFromCounty), false
	}
	if m == nil {
		return words{}, false
	}
	away := geo.Distance(m.at, *p)
	if away <= m.limit || math.IsNaN(float64(away)) {
		return words{}, false
	}
	return say("距%s其他居民点和网点的中心 %.0f 公里（最多应为 %.0f 公里）：请核对坐标、坐标系和乡镇；若坐标无误，请先导入带边界的县区",
		"a place near the others of %s; it lies %.0f km from their middle, more than %.0f km: check the coordinates, the datum and the town, or load the outline of the county first",
		m.name, float64(away)/1000, float64(m.limit)/1000), ofTown && away > surelyFar*m.limit && !strings.HasPrefix(town, syntheticPrefix)
}

// refuseFarSettlements drops settlements far from the others of their town from the front of the list.
func (g *gazetteer) refuseFarSettlements() {
	in := g.in
	g.near = g.newNeighbours()
	for i := range in.options.Known.Settlements {
		if s := &in.options.Known.Settlements[i]; g.settlements[s.Code] < 0 {
			g.near.add(s.Town, s.Location)
		}
	}
	for i := range in.settlements {
		g.near.add(in.settlements[i].Town, in.settlements[i].Location)
	}
	given := map[string]bool{}
	for i := range in.facilities {
		given[in.facilities[i].record.ID] = true
	}
	for _, f := range in.options.Known.Facilities {
		if f.Provenance.LocatedBy == data.LocatedGiven && !given[f.ID] {
			g.near.add(f.Town, f.Location)
		}
	}
	var onRecord map[string]int32 // made when the first place is far: a nation is large
	taken := int32(0)
	for i := range in.settlements {
		record, o := &in.settlements[i], in.rows[i].origin
		wrong, sure := g.near.far(record.Town, record.Location)
		if !wrong.none() && onRecord == nil {
			onRecord = map[string]int32{}
			for k := range in.options.Known.Settlements {
				onRecord[in.options.Known.Settlements[k].Code] = ^int32(k)
			}
		}
		known, there := onRecord[record.Code]
		if !wrong.none() && there && in.options.Known.Settlements[^known].Location != nil && *in.options.Known.Settlements[^known].Location == *record.Location {
			wrong = words{} // the row did not bring this position
		}
		if !wrong.none() && sure && !o.native() {
			in.refuseAccepted(o, "position", record.Provenance.Original, wrong)
			if delete(g.settlements, record.Code); there {
				g.settlements[record.Code] = known
			}
			continue
		}
		if !wrong.none() {
			g.noticeFar(o, record.Name)
		}
		if taken != int32(i) {
			g.settlements[record.Code] = taken
			in.settlements[taken], in.rows[taken] = *record, in.rows[i]
		}
		taken++
	}
	clear(in.settlements[taken:])
	in.settlements, in.rows = in.settlements[:taken], in.rows[:taken]
}

// noticeFar remembers a place that lies suspiciously far away.
func (g *gazetteer) noticeFar(o origin, name string) {
	if g.farPlaces == nil {
		g.farPlaces = map[*FileReport][]string{}
	}
	g.farPlaces[o.report] = append(g.farPlaces[o.report], name)
}

// tellFar gives the notices that noticeFar gathered.
func (g *gazetteer) tellFar() {
	for _, report := range g.in.files {
		if names := g.farPlaces[report]; len(names) > 0 {
			g.in.notice("%s：%d 个居民点或网点距本乡镇、本县其他点很远，例如 %s；请核对坐标", "%s: %d settlements or facilities lie very far from the others of their town or county, such as %s; check their coordinates",
				report.File, len(names), firstFew(names))
		}
	}
}

// firstFew shows the first names of a list.
func firstFew(names []string) string {
	return strings.Join(names[:min(3, len(names))], "、")
}

// checkStored holds the places on record against the outlines that these files bring. They stay on record.
func (g *gazetteer) checkStored() {
	in := g.in
	fresh := map[string]bool{}
	for _, a := range in.areas {
		if a.record.Outline != nil && g.outlines[a.record.Code] != nil {
			fresh[a.record.Code] = true
		}
	}
	if len(fresh) == 0 {
		return
	}
	strays := map[string][]string{}
	check := func(town, name string, p *orb.Point) {
		if county := g.areas[town].Parent; fresh[county] && !g.outside(p, county).none() {
			strays[county] = append(strays[county], name)
		}
	}
	for i := range in.options.Known.Settlements {
		if s := &in.options.Known.Settlements[i]; g.settlements[s.Code] < 0 {
			check(s.Town, s.Name, s.Location)
		}
	}
	replaced := map[string]bool{}
	for i := range in.batch.Facilities {
		replaced[in.batch.Facilities[i].ID] = true
	}
	for _, f := range in.options.Known.Facilities {
		if !replaced[f.ID] {
			check(f.Town, f.Name, f.Location)
		}
	}
	for _, county := range sortedKeys(strays) {
		in.notice("库中 %[2]d 个居民点或网点在%[1]s边界外 %.0[3]f 公里以上，例如 %[4]s；它们仍在库中，请核对坐标后重新导入",
			"%[2]d settlements or facilities on record lie more than %.0[3]f km outside the outline of %[1]s, such as %[4]s; they stay on record: check their coordinates and load them again",
			g.areas[county].Name, len(strays[county]), float64(outsideTolerance)/1000, firstFew(strays[county]))
	}
}
