package layer

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"cuntong/data"
)

// mostLines is how many lines of the change log are followed; behind more, reading whole is cheaper.
const mostLines = 2000

// follow brings a layer up to date by the change log; nil where that takes reading it whole.
func (s *Set) follow(ctx context.Context, kind Kind, old *held, stamp data.Stamp) (*held, error) {
	if old == nil || stamp.Revision < old.stamp.Revision || stamp.Changes < old.stamp.Changes || stamp.Changes-old.stamp.Changes > mostLines ||
		old.layer.patched > mostPatches {
		return nil, nil
	}
	lines, err := s.study.Store.Changes(ctx, old.stamp.Changes, mostLines+1)
	if err != nil {
		return nil, err
	}
	for len(lines) > 0 && lines[len(lines)-1].Seq > stamp.Changes {
		lines = lines[:len(lines)-1]
	}
	if int64(len(lines)) != stamp.Changes-old.stamp.Changes {
		return nil, nil // the log was cut
	}
	layer, err := applied(kind, old.layer, lines, stamp.Revision-old.stamp.Revision)
	if err != nil || layer == nil {
		return nil, err
	}
	return &held{layer: layer, stamp: stamp, roads: old.roads}, nil
}

// applied returns a layer after the changes of some lines, which raised the revision by so much; nil where the lines do not
// tell them all.
func applied(kind Kind, layer *Layer, lines []data.Change, raised int64) (*Layer, error) {
	edits := int64(0)
	for _, line := range lines {
		switch line.Kind {
		case "settlement", "facility", "area", "network":
			edits++
			if touches(kind, line.Kind) && (line.Kind == "area" || line.Kind == "network" || kind == Routes) {
				return nil, nil
			}
		case "batch":
			runs := strings.HasPrefix(line.Key, "runs ") || strings.HasPrefix(line.Key, "stop events ")
			if runs == (kind == Routes) || !runs && raised != 0 {
				return nil, nil
			}
		}
	}
	if edits != raised { // a program that keeps no log wrote, too
		return nil, nil
	}
	for _, line := range lines {
		if !touches(kind, line.Kind) {
			continue
		}
		if line.After == "" {
			layer = layer.without(line.Key)
			continue
		}
		var r row
		var err error
		if kind == Settlements {
			err = decodeRow(&r, line.After, settlementRow)
		} else {
			err = decodeRow(&r, line.After, facilityRow)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d of the change log: %w", line.Seq, err)
		}
		layer = layer.with(&r)
	}
	return layer, nil
}

// touches reports whether a change of a record of one kind may change a layer.
func touches(kind Kind, record string) bool {
	switch kind {
	case Settlements:
		return record == "settlement"
	case Facilities:
		return record == "facility"
	case Areas:
		return record == "area"
	case Roads:
		return record == "network"
	case Routes:
		return record == "facility" // where the depots stand
	}
	return true
}

func decodeRow[T any](r *row, body string, write func(*row, *T)) error {
	var record T
	if err := json.Unmarshal([]byte(body), &record); err != nil {
		return err
	}
	write(r, &record)
	return nil
}

// readings is how often a layer is read again because a load came in between.
const readings = 3

// read makes a layer of what the store holds at a stamp or later.
func (s *Set) read(ctx context.Context, kind Kind, stamp data.Stamp) (*held, error) {
	for attempt := 1; ; attempt++ {
		next, err := s.readOnce(ctx, kind, stamp, attempt == readings)
		if err != nil {
			return nil, err
		}
		now, err := s.study.Store.Stamp(ctx)
		if err != nil {
			return nil, err
		}
		if next.serves(kind, now) {
			return next, nil
		}
		later, err := s.follow(ctx, kind, next, now)
		if err != nil || later != nil {
			return later, err
		}
		if attempt == readings {
			return next, nil // newer than its stamp says: whoever asks next looks again
		}
		stamp = now
	}
}

// readOnce reads records in pages, or in one piece, which is one state of the store whatever is written meanwhile.
func (s *Set) readOnce(ctx context.Context, kind Kind, stamp data.Stamp, onePiece bool) (*held, error) {
	store, ref := s.study.Store, Ref{Kind: kind}
	h := &held{stamp: stamp}
	var err error
	switch kind {
	case Areas:
		h.layer, err = readAll(ctx, ref, store.Areas, areaRow)
	case Settlements:
		if onePiece {
			h.layer, err = readAll(ctx, ref, store.Settlements, settlementRow)
		} else {
			h.layer, err = readPages(ctx, ref, 0, store.Settlements, settlementRow)
		}
	case Facilities:
		if onePiece {
			h.layer, err = readAll(ctx, ref, store.Facilities, facilityRow)
		} else {
			h.layer, err = readPages(ctx, ref, 0, store.Facilities, facilityRow)
		}
	case Roads:
		var networks []data.Network
		if networks, err = store.Networks(ctx); err != nil {
			return nil, err
		}
		for _, network := range networks {
			h.roads += network.ID + " " + network.Fingerprint + "\n"
		}
		if old := s.slots[Roads].held.Load(); old != nil && h.roads != "" && old.roads == h.roads {
			h.layer = old.layer
			return h, nil
		}
		h.layer, err = readRoads(ctx, s.study)
	case Routes:
		var facilities *Layer
		if facilities, err = s.at(ctx, stamp, Ref{Kind: Facilities}); err != nil {
			return nil, err
		}
		h.layer, err = readRuns(ctx, store, facilities)
	}
	return h, err
}

func readAll[T any](ctx context.Context, ref Ref, read func(context.Context, data.Query) ([]T, error), write func(*row, *T)) (*Layer, error) {
	list, err := read(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	return build(ref, list, write), nil
}
