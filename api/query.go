package api

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"cuntong/data"

	"github.com/paulmach/orb"
)

// Paging is the part of a query that every long list has.
type Paging struct {
	Limit int    `query:"limit" minimum:"1" maximum:"5000" default:"1000" doc:"Most entries in one answer"`
	After string `query:"after" maxLength:"200" doc:"Cursor: the next of the answer before; absent for the first page"`
}

// cut takes one page from entries that were asked for with one more than the limit, and says where the next begins.
func cut[T any](p Paging, entries []T, key func(T) string) ([]T, *string) {
	if len(entries) <= p.Limit {
		return entries, nil
	}
	entries = entries[:p.Limit]
	next := key(entries[p.Limit-1])
	return entries, &next
}

// oneMore is the store's limit for a page: one more row tells whether there is a next page.
func (p Paging) oneMore() int { return p.Limit + 1 }

// Within is the part of a query that selects by area and box.
type Within struct {
	Area string `query:"area" maxLength:"12" doc:"Code of an area; only what lies in it (2, 4, 6, 9 or 12 digits)"`
	BBox string `query:"bbox" maxLength:"200" doc:"west,south,east,north in degrees on WGS 84, closed; only what has a position inside" example:"118.2,37.3,118.9,37.8"`
}

// area brings an area code to the form of the records and checks that the area is there and the caller's to see;
// empty becomes the caller's own area.
func (s *server) area(ctx context.Context, name, text string) (string, error) {
	if text == "" {
		return s.scope(ctx, "")
	}
	code, err := data.AreaCode(text)
	if err != nil {
		return "", invalidQuery(name, text, "expected an area code of 2, 4, 6, 9 or 12 digits, such as 370522")
	}
	known, err := s.currentPlaces(ctx)
	if err != nil {
		return "", err
	}
	if _, ok := known.tree.Area(code); !ok {
		return "", missing("area", text)
	}
	return s.scope(ctx, code)
}

// bounds reads a bbox parameter; nil where none was given.
func bounds(text string) (*orb.Bound, error) {
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return nil, invalidQuery("bbox", text, fmt.Sprintf("expected four numbers west,south,east,north, got %d", len(parts)))
	}
	var v [4]float64
	for i, part := range parts {
		number, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
			return nil, invalidQuery("bbox", text, fmt.Sprintf("%q is not a number", shorten(part)))
		}
		v[i] = number
	}
	west, south, east, north := v[0], v[1], v[2], v[3]
	switch {
	case west < -180 || east > 180 || south < -90 || north > 90:
		return nil, invalidQuery("bbox", text, "expected longitudes in -180..180 and latitudes in -90..90, longitude first")
	case west > east:
		return nil, invalidQuery("bbox", text, "west lies east of east; the order is west,south,east,north")
	case south > north:
		return nil, invalidQuery("bbox", text, "south lies north of north; the order is west,south,east,north")
	}
	return &orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}, nil
}

// query turns the parameters of a located list into a store query.
func (s *server) query(ctx context.Context, w Within, p Paging) (data.Query, error) {
	area, err := s.area(ctx, "area", w.Area)
	if err != nil {
		return data.Query{}, err
	}
	bound, err := bounds(w.BBox)
	if err != nil {
		return data.Query{}, err
	}
	return data.Query{Area: area, Bound: bound, After: p.After, Limit: p.oneMore()}, nil
}

// known returns nil for an empty text: the record does not say.
func known[T ~string](text T) *string {
	if text == "" {
		return nil
	}
	word := string(text)
	return &word
}

// listed returns a list that encodes as [] when it is empty.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// words turns a list of typed words into plain ones.
func words[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, word := range list {
		plain[i] = string(word)
	}
	return plain
}
