package data

import (
	"fmt"
	"slices"
	"strings"
)

// Reference is a record that names another, which must then be there.
type Reference struct {
	Kind, Key, Field   string // the record that names, and in which of its fields
	TargetKind, Target string // the record named: area, settlement or facility
}

// Holder is a column of records that name another, which can then not be deleted. Both stores name tables and columns so.
type Holder struct {
	Kind   string // of the records that name
	Table  string
	Key    string // column that tells them apart
	Column string // column that names
}

// Holders lists the columns that name records of a kind: area, settlement or facility; nothing names others. Plans and scenarios keep
// what they were made of and hold nothing.
func Holders(kind string) []Holder {
	switch kind {
	case "area":
		return []Holder{{"area", "area", "code", "parent"}, {"settlement", "settlement", "code", "town"}, {"facility", "facility", "id", "town"}}
	case "settlement":
		return []Holder{{"facility", "facility", "id", "settlement"}, {"service", "service", "id", "settlement"}}
	case "facility":
	default:
		return nil
	}
	return []Holder{{"service", "service", "id", "facility"}, {"vehicle", "vehicle", "id", "facility"}, {"daily count", "daily_count", "date", "facility"}, {"run", "run", "id", "depot"}}
}

// Held is the error about a record that cannot be deleted because of the one with the given key.
func (h Holder) Held(kind, key, by string) error {
	return fmt.Errorf("%s %s cannot be deleted: %s %s names it as its %s; change or delete that first: %w", kind, key, h.Kind, by, h.Column, ErrInvalid)
}

// RemovableKinds lists the kinds that Batch.Remove may name, those that name others first.
func RemovableKinds() []string {
	return []string{"service", "vehicle", "daily_count", "bus_line", "standard", "facility", "settlement", "area"}
}

// KeysToRemove sorts the keys of a batch's Remove by kind. A kind that cannot be removed, or a row that the batch also writes, is ErrInvalid.
func (b Batch) KeysToRemove() (map[string][]string, error) {
	if len(b.Remove) == 0 {
		return nil, nil
	}
	written := b.keys()
	byKind := map[string][]string{}
	seen := map[RowKey]bool{}
	for _, row := range b.Remove {
		switch {
		case !slices.Contains(RemovableKinds(), row.Kind):
			return nil, fmt.Errorf("a row of the kind %q cannot be removed; expected one of %s: %w", row.Kind, strings.Join(RemovableKinds(), ", "), ErrInvalid)
		case written[row]:
			return nil, fmt.Errorf("%s %s is to be written and removed by one batch: %w", row.Kind, row.Key, ErrInvalid)
		case seen[row]:
			return nil, fmt.Errorf("%s %s is to be removed twice: %w", row.Kind, row.Key, ErrInvalid)
		}
		seen[row] = true
		byKind[row.Kind] = append(byKind[row.Kind], row.Key)
	}
	for _, keys := range byKind {
		slices.Sort(keys)
	}
	return byKind, nil
}

// keys are the rows that a batch writes, networks apart.
func (b Batch) keys() map[RowKey]bool {
	keys := map[RowKey]bool{}
	for i := range b.Areas {
		keys[RowKey{"area", b.Areas[i].Code}] = true
	}
	for i := range b.Settlements {
		keys[RowKey{"settlement", b.Settlements[i].Code}] = true
	}
	for i := range b.Facilities {
		keys[RowKey{"facility", b.Facilities[i].ID}] = true
	}
	for i := range b.Services {
		keys[RowKey{"service", b.Services[i].ID}] = true
	}
	for i := range b.Vehicles {
		keys[RowKey{"vehicle", b.Vehicles[i].ID}] = true
	}
	for i := range b.BusLines {
		keys[RowKey{"bus_line", b.BusLines[i].ID}] = true
	}
	for i := range b.DailyCounts {
		keys[RowKey{"daily_count", b.DailyCounts[i].ID()}] = true
	}
	for i := range b.Standards {
		keys[RowKey{"standard", b.Standards[i].ID}] = true
	}
	return keys
}

// CheckUpon refuses a batch that was made upon another revision of the store.
func (b Batch) CheckUpon(revision int64) error {
	if b.Upon == nil || *b.Upon == revision {
		return nil
	}
	return fmt.Errorf("the records were changed meanwhile: the batch was made upon revision %d, the store has %d; look at the difference again: %w", *b.Upon, revision, ErrConflict)
}

// Missing is the error about a reference that leads nowhere.
func (r Reference) Missing() error {
	return fmt.Errorf("%s %s names %s %q as its %s, which is neither in the batch nor in the store; load it first or with it: %w",
		r.Kind, r.Key, r.TargetKind, r.Target, r.Field, ErrInvalid)
}

// Outside lists the references of a batch to records that it does not bring itself, one for each record
// named, the first that names it; areas come first, then settlements, then facilities, each by target.
func (b Batch) Outside() []Reference {
	toAreas, toSettlements, toFacilities := map[string]Reference{}, map[string]Reference{}, map[string]Reference{}
	refer := func(to map[string]Reference, r Reference) {
		if _, known := to[r.Target]; r.Target != "" && !known {
			to[r.Target] = r
		}
	}
	for i := range b.Areas {
		a := &b.Areas[i]
		refer(toAreas, Reference{"area", a.Code, "parent", "area", a.Parent})
	}
	for i := range b.Settlements {
		s := &b.Settlements[i]
		refer(toAreas, Reference{"settlement", s.Code, "town", "area", s.Town})
	}
	for i := range b.Facilities {
		f := &b.Facilities[i]
		refer(toAreas, Reference{"facility", f.ID, "town", "area", f.Town})
		refer(toSettlements, Reference{"facility", f.ID, "settlement", "settlement", f.Settlement})
	}
	for i := range b.Services {
		s := &b.Services[i]
		refer(toSettlements, Reference{"service", s.ID, "settlement", "settlement", s.Settlement})
		refer(toFacilities, Reference{"service", s.ID, "facility", "facility", s.Facility})
	}
	for i := range b.Vehicles {
		v := &b.Vehicles[i]
		refer(toFacilities, Reference{"vehicle", v.ID, "facility", "facility", v.Facility})
	}
	for i := range b.DailyCounts {
		c := &b.DailyCounts[i]
		refer(toFacilities, Reference{"daily count", c.ID(), "facility", "facility", c.Facility})
	}
	for i := range b.Areas {
		delete(toAreas, b.Areas[i].Code)
	}
	for i := range b.Settlements {
		delete(toSettlements, b.Settlements[i].Code)
	}
	for i := range b.Facilities {
		delete(toFacilities, b.Facilities[i].ID)
	}
	return slices.Concat(byTarget(toAreas), byTarget(toSettlements), byTarget(toFacilities))
}

func byTarget(references map[string]Reference) []Reference {
	list := make([]Reference, 0, len(references))
	for _, r := range references {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Reference) int { return strings.Compare(a.Target, b.Target) })
	return list
}

// CheckParents refuses areas that lie inside themselves by way of their parents. Codes are looked at in the
// order given; parents holds the parent of every area that has one.
func CheckParents(codes []string, parents map[string]string) error {
	leadsToTop := map[string]bool{}
	for _, code := range codes {
		var way []string
		for at := code; at != "" && !leadsToTop[at]; at = parents[at] {
			if slices.Contains(way, at) {
				return fmt.Errorf("area %s lies inside itself by way of its parent %s; correct one of the parents: %w", at, parents[at], ErrInvalid)
			}
			way = append(way, at)
		}
		for _, at := range way {
			leadsToTop[at] = true
		}
	}
	return nil
}

// CheckVersion refuses an edit whose writer saw another version than the stored one; 0 means no such record.
func CheckVersion(kind, key string, saw, stored int64) error {
	switch {
	case saw == stored:
		return nil
	case stored == 0:
		return fmt.Errorf("%s %s is not in the store, so version %d of it cannot be replaced; read it again, or save it as new: %w", kind, key, saw, ErrConflict)
	case saw == 0:
		return fmt.Errorf("%s %s is in the store already, as version %d; read it and change that: %w", kind, key, stored, ErrConflict)
	}
	return fmt.Errorf("%s %s was changed meanwhile: you saw version %d, the store has %d; read it again and repeat the change: %w", kind, key, saw, stored, ErrConflict)
}
