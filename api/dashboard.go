package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"

	"github.com/danielgtaylor/huma/v2"
	"github.com/maypok86/otter/v2"
	"github.com/paulmach/orb"
)

// boardKey names a board: the same key always gives the same figures. Plans are only ever added, so their number tells
// whether there is a new one.
type boardKey struct {
	revision, plans, scenarios      int64
	standard, area, travel, profile string
	within                          string // the caller's own area
	operator                        data.Operator
	date                            data.Date
}

// BoardQuery says what a dashboard is of.
type BoardQuery struct {
	Standard string `query:"standard" maxLength:"100" doc:"ID of a standard; absent: default_standard of /api/v1/info"`
	Area     string `query:"area" maxLength:"12" doc:"Code of the area, a town too; absent: everything in the store"`
	Travel   string `query:"travel" enum:"straight,road" default:"straight" doc:"How travel is measured"`
	Profile  string `query:"profile" maxLength:"100" doc:"ID of the speed profile of travel on roads"`
	Operator string `query:"operator" enum:"postal,express,coop,ecommerce" doc:"Only this operator's facilities count; absent: all"`
	Date     string `query:"date" format:"date" doc:"Day on which service records are judged, YYYY-MM-DD; absent: today"`
}

// gapFilter narrows a gap list as the page does.
type gapFilter struct {
	BoardQuery
	Town      string `query:"town" maxLength:"12" doc:"Only gaps in the town of this code"`
	People    int64  `query:"people" minimum:"0" doc:"Only gaps with at least so many residents on record"`
	Unplanned bool   `query:"unplanned" doc:"true: only gaps that no saved plan covers"`
	Lang      string `query:"lang" enum:"zh,en" default:"zh"`
}

// TownShapes is a GeoJSON feature collection of the shapes of towns, with what they are drawn in.
type TownShapes struct {
	Type     string           `json:"type" enum:"FeatureCollection"`
	Features []TownShape      `json:"features"`
	Around   *OutlineGeometry `json:"around" doc:"Outline of the area, or of the counties in it or around it; drawn shapes reach beyond and are to be cut off there; null where none is on record"`
	Borders  *BorderGeometry  `json:"borders" doc:"Lines between towns whose shapes are drawn"`
}

// TownShape is the shape of one town.
type TownShape struct {
	Type       string              `json:"type" enum:"Feature"`
	ID         string              `json:"id" doc:"Code"`
	Geometry   *OutlineGeometry    `json:"geometry"`
	Properties TownShapeProperties `json:"properties"`
}

// TownShapeProperties say whose shape it is and what it is worth.
type TownShapeProperties struct {
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	Drawn bool     `json:"drawn" doc:"true: no outline is on record; the shape is all that lies nearest to one of the town's settlements, and is no boundary"`
	Label Position `json:"label" doc:"Where the name stands"`
}

// BorderGeometry is a GeoJSON line of many parts, or null.
type BorderGeometry struct {
	Type        string              `json:"type"`
	Coordinates orb.MultiLineString `json:"coordinates"`
}

// Schema documents the geometry; null is part of it.
func (*BorderGeometry) Schema(huma.Registry) *huma.Schema {
	return geometrySchema("MultiLineString", listSchema(listSchema(pointSchema())))
}

// fileAnswer is a file to show or to keep.
type fileAnswer struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	Disposition string `header:"Content-Disposition" doc:"inline or attachment, with a file name"`
	Body        []byte
}

// The kinds of files.
const (
	bookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	pageType = "text/html; charset=utf-8"
	drawType = "image/svg+xml"
)

// asFile makes the operation's document say that the answer is a file.
func asFile(operation huma.Operation, kind, description string) huma.Operation {
	operation.Responses = map[string]*huma.Response{"200": {
		Description: description,
		Content:     map[string]*huma.MediaType{strings.Split(kind, ";")[0]: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}}
	return operation
}

func (s *server) registerDashboard(o *operations) {
	register(o, get("dashboard", "/api/v1/dashboard", "dashboard", "What an official reads about an area",
		"The sentence, figures with shares of what is not covered, towns by operator, every gap with what is missing there and which saved plan covers it, and the audits on record over time."), []int{400, 404}, s.getDashboard)
	register(o, get("dashboardTowns", "/api/v1/dashboard/towns", "dashboard", "Shapes of an area's towns",
		"Outlines where they are on record; drawn from the settlements otherwise. Of a town: the towns of its county."), []int{400, 404}, s.getTownShapes)
	register(o, asCSV(get("dashboardGaps", "/api/v1/dashboard/gaps.csv", "dashboard", "The dashboard's gap list as a table", "")), []int{400, 404}, s.getGapTable)
	register(o, asFile(get("dashboardGapBook", "/api/v1/dashboard/gaps.xlsx", "dashboard", "The dashboard's gap list as a workbook", ""), bookType, "XLSX"), []int{400, 404}, s.getGapBook)
	register(o, asFile(get("dashboardMap", "/api/v1/dashboard/map.svg", "dashboard", "The dashboard's map as a drawing to print", ""), drawType, "SVG with legend, scale, north, source and review number"), []int{400, 404}, s.getBoardMap)
}

func (s *server) getDashboard(ctx context.Context, in *BoardQuery) (*answer[report.Board], error) {
	board, err := s.board(ctx, in)
	if err != nil {
		return nil, err
	}
	return &answer[report.Board]{*board}, nil
}

// board returns the board from memory, or makes it once for all who ask at the same time.
func (s *server) board(ctx context.Context, in *BoardQuery) (*report.Board, error) {
	key, err := s.boardKey(ctx, in)
	if err != nil {
		return nil, err
	}
	return s.boards.Get(ctx, key, otter.LoaderFunc[boardKey, *report.Board](func(ctx context.Context, key boardKey) (*report.Board, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.AuditTime)
		defer cancel()
		done, err := s.heavy.take(ctx)
		if err != nil {
			return nil, err
		}
		defer done()
		return s.Study.Board(ctx, key.request())
	}))
}

func (s *server) boardKey(ctx context.Context, in *BoardQuery) (boardKey, error) {
	key := boardKey{standard: in.Standard, travel: in.Travel, profile: in.Profile, operator: data.Operator(in.Operator), date: data.Date(in.Date), within: callerOf(ctx).Area}
	named, err := s.usualStandard(ctx, in.Standard)
	if err != nil {
		return key, err
	}
	standard, err := s.Study.Standard(ctx, named)
	if err != nil {
		return key, err
	}
	key.standard = standard.ID
	if key.area, err = s.area(ctx, "area", in.Area); err != nil {
		return key, err
	}
	if key.date == "" {
		key.date = data.Date(s.Study.Now().Format(time.DateOnly))
	} else if _, err := data.ParseDate(in.Date); err != nil {
		return key, invalidQuery("date", in.Date, "expected a calendar day written YYYY-MM-DD")
	}
	info, err := s.Study.Store.Info(ctx)
	if err != nil {
		return key, err
	}
	key.revision, key.plans, key.scenarios = info.Revision, info.Counts["plans"], info.Counts["changes"]
	return key, nil
}

func (k boardKey) request() study.BoardRequest {
	return study.BoardRequest{Area: k.area, Standard: k.standard, Travel: k.travel, Profile: k.profile, Operator: k.operator, Date: k.date, Within: k.within}
}

func (s *server) getTownShapes(ctx context.Context, in *struct {
	Area string `query:"area" maxLength:"12" doc:"Code of the area; absent: everything in the store"`
}) (*answer[TownShapes], error) {
	area, err := s.area(ctx, "area", in.Area)
	if err != nil {
		return nil, err
	}
	info, err := s.Study.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	grounds, err := s.grounds.Get(ctx, groundKey{info.Revision, area}, otter.LoaderFunc[groundKey, *report.Grounds](func(ctx context.Context, key groundKey) (*report.Grounds, error) {
		return s.Study.Grounds(context.WithoutCancel(ctx), key.area)
	}))
	if err != nil {
		return nil, err
	}
	shapes := TownShapes{Type: collectionWord, Features: []TownShape{}, Borders: &BorderGeometry{"MultiLineString", orb.MultiLineString{}}}
	for _, ground := range grounds.Towns {
		shapes.Features = append(shapes.Features, TownShape{featureWord, ground.Code, &OutlineGeometry{"MultiPolygon", ground.Shape}, TownShapeProperties{ground.Code, ground.Name, ground.Drawn, Position(ground.Label)}})
	}
	if len(grounds.Around) > 0 {
		shapes.Around = &OutlineGeometry{"MultiPolygon", grounds.Around}
	}
	shapes.Borders.Coordinates = append(shapes.Borders.Coordinates, grounds.Borders...)
	return &answer[TownShapes]{shapes}, nil
}

// groundKey names the shapes of an area's towns.
type groundKey struct {
	revision int64
	area     string
}

// gapTable is the gap list as the filter leaves it.
func (s *server) gapTable(ctx context.Context, in *gapFilter) (report.Table, string, error) {
	board, err := s.board(ctx, &in.BoardQuery)
	if err != nil {
		return report.Table{}, "", err
	}
	town, err := s.area(ctx, "town", in.Town)
	if err != nil {
		return report.Table{}, "", err
	}
	if in.Town == "" {
		town = ""
	}
	var gaps []report.BoardGap
	for _, gap := range board.Gaps {
		if (town == "" || gap.Town == town) && (in.People == 0 || gap.Population != nil && *gap.Population >= in.People) && (!in.Unplanned || gap.Fix == nil) {
			gaps = append(gaps, gap)
		}
	}
	name := []string{"gaps"}
	for _, part := range []string{board.Area, town, in.Operator, string(board.Date)} {
		if part != "" {
			name = append(name, part)
		}
	}
	return board.GapTable(report.Language(in.Lang), gaps), strings.Join(name, "-"), nil
}

func (s *server) getGapTable(ctx context.Context, in *gapFilter) (*csvAnswer, error) {
	list, name, err := s.gapTable(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, 0, len(list.Rows)+1)
	var head []string
	for _, column := range list.Columns {
		head = append(head, column.Name)
	}
	rows = append(rows, head)
	for _, cells := range list.Rows {
		row := make([]string, len(cells))
		for k, cell := range cells {
			if row[k] = cell.Text; cell.Number != nil && !cell.Share {
				row[k] = fmt.Sprintf("%.0f", *cell.Number)
			}
		}
		rows = append(rows, row)
	}
	return table(name+".csv", rows)
}

func (s *server) getGapBook(ctx context.Context, in *gapFilter) (*fileAnswer, error) {
	list, name, err := s.gapTable(ctx, in)
	if err != nil {
		return nil, err
	}
	return fileOf(bookType, disposition(name+".xlsx"), func(w io.Writer) error { return report.WriteBook(w, []report.Table{list}) })
}

func (s *server) getBoardMap(ctx context.Context, in *struct {
	BoardQuery
	Lang string `query:"lang" enum:"zh,en" default:"zh"`
}) (*fileAnswer, error) {
	key, err := s.boardKey(ctx, &in.BoardQuery)
	if err != nil {
		return nil, err
	}
	paper, err := s.paper(ctx, study.PaperRequest{Board: key.request(), Language: report.Language(in.Lang)})
	if err != nil {
		return nil, err
	}
	return fileOf(drawType, inline("map.svg"), paper.WriteMap)
}

// paper makes a report to print within the time of an audit.
func (s *server) paper(ctx context.Context, request study.PaperRequest) (*report.Paper, error) {
	ctx, cancel := context.WithTimeout(ctx, s.AuditTime)
	defer cancel()
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	request.Notice, request.ReviewNumber = report.Sentence{ZH: s.NoticeZH, EN: s.NoticeEN}, s.MapReviewNumber
	return s.Study.Paper(ctx, request)
}

// fileOf writes a file into memory: what fails half-way is an error and no half of a file.
func fileOf(kind, disposition string, write func(io.Writer) error) (*fileAnswer, error) {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return nil, fmt.Errorf("write file: %w", err)
	}
	return &fileAnswer{kind, disposition, text.Bytes()}, nil
}

// inline is the disposition of a file that the browser shows.
func inline(name string) string { return strings.Replace(disposition(name), "attachment", "inline", 1) }
