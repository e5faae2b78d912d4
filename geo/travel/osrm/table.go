package osrm

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"cuntong/geo"

	"github.com/paulmach/orb"
)

// leg is a cell of a table; found is false where the server wrote null or a place is unlinked.
type leg struct {
	geo.Leg
	found bool
}

// block is a part of a matrix that one request asks for.
type block struct {
	fromOrigin, toOrigin, fromDestination, toDestination int
}

// blocks asks for a matrix in parts and gives each to take; parts do not overlap and may come at once.
func (r *Router) blocks(ctx context.Context, origins, destinations []orb.Point, take func(b block, legs [][]leg)) error {
	if err := ctx.Err(); err != nil || len(origins) == 0 || len(destinations) == 0 {
		return err
	}
	rows, columns := parts(len(origins), len(destinations), r.options.Batch)
	var list []block
	for i := 0; i < len(origins); i += rows {
		for j := 0; j < len(destinations); j += columns {
			list = append(list, block{i, min(i+rows, len(origins)), j, min(j+columns, len(destinations))})
		}
	}
	return r.each(ctx, len(list), func(ctx context.Context, k int) error {
		return r.block(ctx, list[k], origins, destinations, take)
	})
}

// parts shares the coordinates of a request between origins and destinations: a short side goes in whole.
func parts(origins, destinations, batch int) (rows, columns int) {
	half := batch / 2
	switch {
	case origins <= half:
		return origins, min(destinations, batch-origins)
	case destinations <= half:
		return min(origins, batch-destinations), destinations
	}
	return half, half
}

// block asks for one part. A coordinate that the server refuses by its number is left out and the rest asked
// for again; a part that is too big is halved.
func (r *Router) block(ctx context.Context, b block, origins, destinations []orb.Point, take func(b block, legs [][]leg)) error {
	legs := make([][]leg, b.toOrigin-b.fromOrigin)
	for i := range legs {
		legs[i] = make([]leg, b.toDestination-b.fromDestination)
	}
	var sources, targets []int // that are still asked for
	for i := range legs {
		sources = append(sources, i)
	}
	for j := range b.toDestination - b.fromDestination {
		targets = append(targets, j)
	}
	for len(sources) > 0 && len(targets) > 0 {
		var places []orb.Point
		for _, i := range sources {
			places = append(places, origins[b.fromOrigin+i])
		}
		for _, j := range targets {
			places = append(places, destinations[b.fromDestination+j])
		}
		err := r.table(ctx, places, sources, targets, legs)
		if refused, ok := coordinateOf(err, len(places)); ok {
			if refused < len(sources) {
				sources = append(sources[:refused:refused], sources[refused+1:]...)
			} else {
				refused -= len(sources)
				targets = append(targets[:refused:refused], targets[refused+1:]...)
			}
			continue
		}
		if codeOf(err) == "TooBig" && len(places) > 2 {
			return r.halves(ctx, b, origins, destinations, take)
		}
		if err != nil {
			return err
		}
		break
	}
	take(b, legs)
	return nil
}

// halves asks for a part in two.
func (r *Router) halves(ctx context.Context, b block, origins, destinations []orb.Point, take func(b block, legs [][]leg)) error {
	one, two := b, b
	if b.toOrigin-b.fromOrigin >= b.toDestination-b.fromDestination {
		one.toOrigin = (b.fromOrigin + b.toOrigin) / 2
		two.fromOrigin = one.toOrigin
	} else {
		one.toDestination = (b.fromDestination + b.toDestination) / 2
		two.fromDestination = one.toDestination
	}
	if err := r.block(ctx, one, origins, destinations, take); err != nil {
		return err
	}
	return r.block(ctx, two, origins, destinations, take)
}

// table asks for one table: places are those of sources, then those of targets.
func (r *Router) table(ctx context.Context, places []orb.Point, sources, targets []int, legs [][]leg) error {
	var answer struct {
		Durations, Distances  [][]*float64
		Sources, Destinations []waypoint
	}
	options := "annotations=duration,distance&sources=" + positions(0, len(sources)) + "&destinations=" + positions(len(sources), len(places))
	if err := r.ask(ctx, "table", coordinates(places), options, &answer); err != nil {
		return err
	}
	if len(answer.Durations) != len(sources) || len(answer.Distances) != len(sources) {
		return fmt.Errorf("the OSRM server %s answered %d rows of durations and %d of distances to a table of %d; it must be of version 5.20 or later", r.name, len(answer.Durations), len(answer.Distances), len(sources))
	}
	linked := func(list []waypoint, i int) bool { return i >= len(list) || list[i].Distance <= r.options.LinkMeters }
	for k, i := range sources {
		if len(answer.Durations[k]) != len(targets) || len(answer.Distances[k]) != len(targets) {
			return fmt.Errorf("the OSRM server %s answered a row of %d durations and %d distances to %d destinations", r.name, len(answer.Durations[k]), len(answer.Distances[k]), len(targets))
		}
		if !linked(answer.Sources, k) {
			continue
		}
		for l, j := range targets {
			if linked(answer.Destinations, l) {
				legs[i][j].Leg, legs[i][j].found = legOf(answer.Distances[k][l], answer.Durations[k][l])
			}
		}
	}
	return nil
}

// positions writes from;from+1;…;to-1.
func positions(from, to int) string {
	var text strings.Builder
	for i := from; i < to; i++ {
		if i > from {
			text.WriteByte(';')
		}
		text.WriteString(strconv.Itoa(i))
	}
	return text.String()
}
