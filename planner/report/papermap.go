package report

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// gapBreaks are the fixed classes of a gap share: below the first break, between two, from the last on. They never
// follow the data, so that counties and years can be laid side by side.
var gapBreaks = [...]float64{0.05, 0.15, 0.30, 0.50}

// gapColours are YlOrBr of ColorBrewer (Harrower and Brewer 2003), five classes; their lightness falls from class to class, so they survive a grey printer.
var gapColours = [...]string{"#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"}

// GapClass is the class of a gap share, 0 to 4; -1: no data.
func GapClass(share *float64) int {
	if share == nil {
		return -1
	}
	for class, most := range gapBreaks {
		if *share < most {
			return class
		}
	}
	return len(gapBreaks)
}

// mapWidth is the width of the drawing in its own units; heights follow from the area. The rest are margins and the legend's band.
const (
	mapWidth   = 1000.0
	mapTallest = 820.0
	mapMargin  = 12.0
	mapLegend  = 108.0
	mapLine    = 20.0 // of a further line of the legend
)

// canvas lays an area out on a drawing.
type canvas struct {
	strings.Builder
	plane         geo.Plane
	left, top     float64 // metres on the plane
	scale         float64 // units a metre
	width, height float64
}

func newCanvas(bound orb.Bound) *canvas {
	plane := geo.NewPlane(bound)
	low, high := plane.Project(bound.Min), plane.Project(bound.Max)
	wide, tall := math.Max(high[0]-low[0], 500), math.Max(high[1]-low[1], 500)
	scale := math.Min((mapWidth-2*mapMargin)/wide, mapTallest/tall)
	c := &canvas{plane: plane, scale: scale, width: mapWidth, height: tall*scale + 2*mapMargin}
	c.left = low[0] - (mapWidth/scale-wide)/2
	c.top = high[1] + mapMargin/scale
	return c
}

func (c *canvas) at(p orb.Point) (x, y float64) {
	xy := c.plane.Project(p)
	return (xy[0] - c.left) * c.scale, (c.top - xy[1]) * c.scale
}

func (c *canvas) put(format string, args ...any) { fmt.Fprintf(&c.Builder, format, args...) }

// path writes rings or lines as a path's data.
func (c *canvas) path(lines ...orb.LineString) string {
	var d strings.Builder
	for _, line := range lines {
		for k, p := range line {
			x, y := c.at(p)
			fmt.Fprintf(&d, "%c%.1f %.1f", "ML"[min(k, 1)], x, y)
		}
	}
	return d.String()
}

func (c *canvas) shape(shape orb.MultiPolygon) string {
	var rings []orb.LineString
	for _, polygon := range shape {
		for _, ring := range polygon {
			rings = append(rings, orb.LineString(ring))
		}
	}
	return c.path(rings...)
}

// WriteMap draws the paper's map as SVG: towns by the share of settlements that are not covered, gaps as triangles, the
// plan's sites as discs with a plus, legend, scale, north, source and review number. It names no file and runs no script.
func (p *Paper) WriteMap(w io.Writer) error {
	c := newCanvas(p.mapBound())
	c.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" font-family="'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif">`, c.width, c.height+p.legendHeight(), html.EscapeString(p.mapTitle()))
	c.put(`<defs><pattern id="nodata" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/><rect width="3" height="8" fill="#9a958a"/></pattern>`)
	c.put(`<clipPath id="sheet"><rect width="%.0f" height="%.0f"/></clipPath>`, c.width, c.height)
	if len(p.Grounds.Around) > 0 {
		c.put(`<clipPath id="around"><path d="%s"/></clipPath>`, c.shape(p.Grounds.Around))
	}
	c.put(`</defs><rect width="%.0f" height="%.0f" fill="#fff"/><g clip-path="url(#sheet)">`, c.width, c.height+p.legendHeight())
	p.drawTowns(c)
	p.drawPlaces(c)
	c.put(`</g><rect x=".5" y=".5" width="%.0f" height="%.0f" fill="none" stroke="#777"/>`, c.width-1, c.height-1)
	p.drawNorthAndScale(c)
	p.drawLegend(c)
	c.put(`</svg>`)
	_, err := io.WriteString(w, c.String())
	return err
}

func (p *Paper) mapTitle() string {
	return p.Language.say(p.Board.AreaName+"各乡镇空白占比图", p.Board.AreaName+": gap share by town")
}

// mapBound is what the map shows: the town of a town's paper, or all of the area.
func (p *Paper) mapBound() orb.Bound {
	var places orb.MultiPoint
	for _, ground := range p.Grounds.Towns {
		if ground.Code == p.Board.Area && !ground.Drawn {
			return ground.Shape.Bound()
		}
	}
	if p.Board.Tier == "town" {
		for _, reach := range p.Places {
			places = append(places, reach.Location)
		}
	}
	if len(places) == 0 && len(p.Grounds.Around) > 0 {
		return p.Grounds.Around.Bound()
	}
	for _, place := range p.Places {
		places = append(places, place.Location)
	}
	if len(places) == 0 {
		return orb.Bound{Min: orb.Point{100, 30}, Max: orb.Point{110, 40}}
	}
	bound := places.Bound()
	return bound.Pad(math.Max(0.005, (bound.Max.Lon()-bound.Min.Lon())*0.1))
}

func (p *Paper) drawTowns(c *canvas) {
	around := ""
	if len(p.Grounds.Around) > 0 {
		around = ` clip-path="url(#around)"`
	}
	shares := map[string]*float64{}
	for _, town := range p.Board.Towns {
		shares[town.Code] = town.GapShare
	}
	c.put(`<g%s stroke-width="1">`, around)
	for _, ground := range p.Grounds.Towns {
		fill := "#f1efe8" // a neighbour that the paper says nothing about
		if share, ok := shares[ground.Code]; ok {
			if fill = "url(#nodata)"; share != nil {
				fill = gapColours[GapClass(share)]
			}
		}
		edge := fill
		if strings.HasPrefix(fill, "url") {
			edge = "none"
		}
		c.put(`<path d="%s" fill="%s" stroke="%s"/>`, c.shape(ground.Shape), fill, edge)
	}
	var borders []orb.LineString
	for _, line := range p.Grounds.Borders {
		borders = append(borders, line)
	}
	c.put(`</g><path%s d="%s" fill="none" stroke="#6b665b" stroke-width="1.2" stroke-dasharray="5 3"/>`, around, c.path(borders...))
	for _, ground := range p.Grounds.Towns {
		if !ground.Drawn {
			c.put(`<path d="%s" fill="none" stroke="#6b665b" stroke-width="1.2"/>`, c.shape(ground.Shape))
		}
	}
	c.put(`<path d="%s" fill="none" stroke="#1b1b1b" stroke-width="2.4"/>`, c.shape(p.Grounds.Around))
}

// Place is a settlement on the map.
type Place struct {
	Location orb.Point
	Class    Class
}

func (p *Paper) drawPlaces(c *canvas) {
	c.put(`<g fill="#fff" stroke="#555" stroke-width=".8">`)
	for _, place := range p.Places {
		if place.Class == Covered {
			x, y := c.at(place.Location)
			c.put(`<circle cx="%.1f" cy="%.1f" r="2.4"/>`, x, y)
		}
	}
	c.put(`</g><g fill="#111" stroke="#fff" stroke-width="1" paint-order="stroke">`)
	for _, gap := range p.Board.Gaps {
		if gap.Location != nil && gap.Class != Unlocated { // not judged, though the records may place it by now
			x, y := c.at(*gap.Location)
			c.put(`<path d="M%.1f %.1fl6 10.4h-12Z"/>`, x, y-7)
		}
	}
	c.put(`</g>`)
	if p.Plan != nil {
		for _, site := range p.Plan.Plan.Opened {
			x, y := c.at(site.Location)
			c.put(`<circle cx="%.1f" cy="%.1f" r="8" fill="#009e73" stroke="#111" stroke-width="1.6"/><path d="M%.1f %.1fh9m-4.5-4.5v9" stroke="#fff" stroke-width="2.2"/>`, x, y, x-4.5, y)
		}
	}
	c.put(`<g font-size="17" text-anchor="middle" fill="#1b1b1b" stroke="#fff" stroke-width="4" paint-order="stroke">`)
	for _, ground := range p.Grounds.Towns {
		x, y := c.at(ground.Label)
		c.put(`<text x="%.1f" y="%.1f">%s</text>`, x, y, html.EscapeString(ground.Name))
	}
	c.put(`</g>`)
}

func (p *Paper) drawNorthAndScale(c *canvas) {
	x := c.width - 46
	c.put(`<g><rect x="%.1f" y="12" width="34" height="52" fill="#fff" fill-opacity=".85"/><path d="M%.1f 16l9 26-9-6-9 6Z" fill="#111"/><text x="%.1f" y="59" font-size="16" text-anchor="middle">%s</text></g>`, x, x+17, x+17, p.Language.say("北", "N"))
	const widest = 260.0
	length := 0.0
	for _, step := range []float64{100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000} {
		if step*c.scale <= widest {
			length = step
		}
	}
	if length == 0 {
		return
	}
	label := p.Language.say(trim(length/1000)+" 公里", trim(length/1000)+" km")
	if length < 1000 {
		label = p.Language.say(trim(length)+" 米", trim(length)+" m")
	}
	left, y := c.width-30-length*c.scale, c.height-16
	c.put(`<g><rect x="%.1f" y="%.1f" width="%.1f" height="34" fill="#fff" fill-opacity=".85"/><path d="M%.1f %.1fv6h%.1fv-6" fill="none" stroke="#111" stroke-width="2"/><text x="%.1f" y="%.1f" font-size="15" text-anchor="end">%s</text></g>`,
		left-8, y-26, length*c.scale+16, left, y-5, length*c.scale, left+length*c.scale, y-10, label)
}

func (p *Paper) legendHeight() float64 {
	if p.Changed {
		return mapLegend + mapLine
	}
	return mapLegend
}

func (p *Paper) drawLegend(c *canvas) {
	l := p.Language
	y := c.height + 24
	c.put(`<g font-size="15"><text x="12" y="%.1f" font-weight="700">%s</text>`, y, l.say("空白占比（有坐标的村、社区）", "Gap share (located settlements)"))
	x := 12.0
	for class, label := range []string{"&lt; 5%", "5–15%", "15–30%", "30–50%", "≥ 50%"} {
		c.put(`<rect x="%.1f" y="%.1f" width="30" height="18" fill="%s" stroke="#6b665b"/><text x="%.1f" y="%.1f">%s</text>`, x, y+10, gapColours[class], x+36, y+24, label)
		x += 108
	}
	c.put(`<rect x="%.1f" y="%.1f" width="30" height="18" fill="url(#nodata)" stroke="#6b665b"/><text x="%.1f" y="%.1f">%s</text>`, x, y+10, x+36, y+24, l.say("无数据", "no data"))
	x += 118
	c.put(`<path d="M%.1f %.1fl6 10.4h-12Z" fill="#111"/><text x="%.1f" y="%.1f">%s</text>`, x+8, y+13, x+20, y+24, l.say("空白村", "gap"))
	x += 86
	if !p.Changed {
		c.put(`<circle cx="%.1f" cy="%.1f" r="2.8" fill="#fff" stroke="#555"/><text x="%.1f" y="%.1f">%s</text>`, x+4, y+19, x+14, y+24, l.say("已覆盖", "covered"))
		x += 92
	}
	if p.Plan != nil {
		c.put(`<circle cx="%.1f" cy="%.1f" r="8" fill="#009e73" stroke="#111" stroke-width="1.6"/><path d="M%.1f %.1fh9m-4.5-4.5v9" stroke="#fff" stroke-width="2.2"/><text x="%.1f" y="%.1f">%s</text>`, x+8, y+19, x+3.5, y+19, x+22, y+24, l.say("方案新增点", "new site"))
	}
	review := l.say("本图边界为示意，无审图号", "boundaries are schematic; no map review number")
	if p.ReviewNumber != "" {
		review = l.say("审图号：", "map review number: ") + p.ReviewNumber
	}
	c.put(`<text x="12" y="%.1f" font-size="14">%s</text>`, y+52, html.EscapeString(l.say("数据日期 ", "data of ")+string(p.Board.Date)+l.say("；来源：本系统台账", "; source: the records of this system")+l.say("；", "; ")+review))
	if drawn := p.drawn(); len(drawn) > 0 {
		c.put(`<text x="12" y="%.1f" font-size="14">%s</text>`, y+74, html.EscapeString(l.say("乡镇范围按离哪个村最近划出（虚线），不是行政区域界线", "town shapes follow the nearest settlement (dashed); they are no boundaries")))
	}
	if p.Changed {
		c.put(`<text x="12" y="%.1f" font-size="14">%s</text>`, y+74+mapLine, html.EscapeString(l.say("核查之后数据有过改动：不画已覆盖的村", "the records have changed since the audit: covered settlements are not drawn")))
	}
	c.put(`</g>`)
}
