package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"cuntong/api/layer"
	"cuntong/data"
	"cuntong/geo"
)

// ogcSource is where a record comes from that an edit does not say more about.
const ogcSource = "OGC API"

// settlement puts a draft over a record. Town and code are held against each other and the areas by those who save.
func (d *ogcDraft) settlement(s *data.Settlement) {
	d.key("code", &s.Code)
	if len(s.Code) != 12 || strings.Trim(s.Code, "0123456789") != "" || strings.HasSuffix(s.Code, "000") {
		d.fail("code", "expected a code of twelve digits that does not end in 000")
	}
	d.needed("name", &s.Name)
	wordOf(d, "kind", &s.Kind)
	d.needed("town", &s.Town)
	d.integer("population", &s.Population)
	d.number("parcels_in_day", &s.ParcelsInDay)
	d.number("parcels_out_day", &s.ParcelsOutDay)
	d.location(&s.Location, &s.Provenance)
	d.provenance(&s.Provenance)
}

func (d *ogcDraft) facility(f *data.Facility) {
	d.key("id", &f.ID)
	d.needed("name", &f.Name)
	wordOf(d, "tier", &f.Tier)
	wordOf(d, "status", &f.Status)
	wordsOf(d, "operators", &f.Operators, data.Operators()...)
	wordsOf(d, "offers", &f.Offers, data.Pickup, data.Dropoff, data.Retail, data.Supplies, data.Payment, data.Finance)
	d.text("town", &f.Town)
	d.text("settlement", &f.Settlement)
	d.number("capacity_parcels_day", &f.CapacityParcelsDay)
	d.integer("opening_cost_yuan", &f.OpeningCostYuan)
	d.integer("yearly_cost_yuan", &f.YearlyCostYuan)
	d.boolean("universal_service", &f.UniversalService)
	d.location(&f.Location, &f.Provenance)
	d.provenance(&f.Provenance)
}

// key takes the ID of a new record; that of an old one stays, and naming another is wrong.
func (d *ogcDraft) key(field string, into *string) {
	value, named := d.Properties[field]
	if !named && *into != "" {
		return
	}
	var key string
	if named && json.Unmarshal(value, &key) != nil {
		d.fail(field, "expected text")
	}
	switch {
	case *into != "" && key != *into:
		d.fail(field, fmt.Sprintf("the record is %q; an ID never changes", *into))
	case key == "" || key != strings.TrimSpace(key) || len(key) > 200 || strings.ContainsAny(key, "/\\,\x00\r\n"):
		d.fail(field, "expected an ID without blanks around it, slashes and commas, of at most 200 bytes")
	}
	*into = key
}

func (d *ogcDraft) provenance(p *data.Provenance) {
	d.text("source", &p.Source)
	if p.Source == "" {
		p.Source = ogcSource
	}
	d.boolean("synthetic", &p.Synthetic)
}

// town checks that a town is on record as one, and puts its code in the form of the records.
func (s *server) town(ctx context.Context, code *string) error {
	if *code == "" {
		return nil
	}
	known, err := s.currentPlaces(ctx)
	if err != nil {
		return err
	}
	full, err := data.AreaCode(*code)
	if err != nil {
		return invalidBody("properties.town", *code, "expected the code of a town, 9 or 12 digits")
	}
	if area, ok := known.tree.Area(full); !ok || area.Tier != data.TierTown {
		return invalidBody("properties.town", *code, "there is no town of this code on record")
	}
	*code = full
	return nil
}

// saveSettlement checks a record against the others and keeps it.
func (s *server) saveSettlement(ctx context.Context, record data.Settlement) error {
	if err := s.town(ctx, &record.Town); err != nil {
		return err
	}
	if err := s.withinOwn(ctx, record.Town); err != nil {
		return err
	}
	_, err := s.Study.Store.EditSettlement(ctx, record, s.note(ctx, "edit", ogcSource))
	return err
}

func (s *server) saveFacility(ctx context.Context, record data.Facility) error {
	if err := s.town(ctx, &record.Town); err != nil {
		return err
	}
	if err := s.withinOwn(ctx, record.Town); err != nil {
		return err
	}
	if record.Settlement != "" {
		settlements, err := s.layers.Get(ctx, layer.Ref{Kind: layer.Settlements})
		if err != nil {
			return err
		}
		i, ok := settlements.Find(record.Settlement)
		if !ok {
			return invalidBody("properties.settlement", record.Settlement, "there is no settlement of this code on record")
		}
		if town := settlements.Area(i); record.Town == "" {
			record.Town = town
		} else if town != record.Town {
			return invalidBody("properties.settlement", record.Settlement, fmt.Sprintf("the settlement lies in town %s, not in %s", town, record.Town))
		}
	}
	_, err := s.Study.Store.EditFacility(ctx, record, s.note(ctx, "edit", ogcSource))
	return err
}

// ogcCreate adds a record.
func (s *server) ogcCreate(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, err := s.editableLayer(r, http.MethodGet, http.MethodHead, http.MethodOptions)
	if err != nil {
		return err
	}
	d, err := s.draftOf(w, r, l)
	if err != nil {
		return err
	}
	var id string
	if l.ref.Kind == layer.Settlements {
		var record data.Settlement
		if d.settlement(&record); d.wrong == nil {
			id, err = record.Code, s.saveSettlement(ctx, record)
		}
	} else {
		if _, named := d.Properties["id"]; !named || string(d.Properties["id"]) == "null" {
			d.Properties["id"] = json.RawMessage(strconv.Quote(s.NewID())) // QGIS leaves it to us
		}
		var record data.Facility
		if d.facility(&record); d.wrong == nil {
			id, err = record.ID, s.saveFacility(ctx, record)
		}
	}
	if d.wrong != nil {
		return d.wrong
	}
	if errors.Is(err, data.ErrConflict) {
		return problem(http.StatusConflict, "conflict", fmt.Sprintf("there is a feature %q already; edit that one with PUT or PATCH", shorten(id))).with("id", id)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	at, err := s.ogcTagHeader(w, r, l, id)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.ogcBase(r)+"/collections/"+l.id+"/items/"+at)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// ogcTagHeader sets the validator of a record as it is now and returns the integer that stands for its ID.
func (s *server) ogcTagHeader(w http.ResponseWriter, r *http.Request, l *ogcLayer, id string) (string, error) {
	now, err := s.layers.Get(r.Context(), l.ref)
	if err != nil {
		return "", err
	}
	i, ok := now.Find(id)
	if !ok {
		return "", fmt.Errorf("feature %q was deleted at once: %w", id, data.ErrConflict)
	}
	w.Header().Set("ETag", ogcItemTag(r.Context(), &ogcLayer{l.ogcCollection, now, l.scope}, i, geo.CRS84))
	return strconv.FormatInt(now.FID(i), 10), nil
}

// stored reads the record of feature i. Paging by ID finds it from the one before.
func stored[T any](ctx context.Context, l *ogcLayer, i int, list func(context.Context, data.Query) ([]T, error), key func(T) string, version func(T) int64) (T, error) {
	q := data.Query{Limit: 1}
	if i > 0 {
		q.After = l.ID(i - 1)
	}
	rows, err := list(ctx, q)
	if err != nil {
		var none T
		return none, err
	}
	if len(rows) == 0 || key(rows[0]) != l.ID(i) || version(rows[0]) != l.Feature(i).Version {
		var none T
		return none, changedMeanwhile(l.ID(i))
	}
	return rows[0], nil
}

// ogcReplace puts a record in place of another (PUT), or parts of it (PATCH).
func (s *server) ogcReplace(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, err := s.editableLayer(r, http.MethodGet, http.MethodHead, http.MethodOptions)
	if err != nil {
		return err
	}
	i, err := s.edited(r, l)
	if err != nil {
		return err
	}
	d, err := s.draftOf(w, r, l)
	if err != nil {
		return err
	}
	store := s.Study.Store
	if l.ref.Kind == layer.Settlements {
		record, err := stored(ctx, l, i, store.Settlements, func(v data.Settlement) string { return v.Code }, func(v data.Settlement) int64 { return v.Version })
		if err != nil {
			return err
		}
		if d.settlement(&record); d.wrong == nil {
			err = s.saveSettlement(ctx, record)
		}
		return s.ogcEdited(w, r, l, i, d.wrong, err)
	}
	record, err := stored(ctx, l, i, store.Facilities, func(v data.Facility) string { return v.ID }, func(v data.Facility) int64 { return v.Version })
	if err != nil {
		return err
	}
	if d.facility(&record); d.wrong == nil {
		err = s.saveFacility(ctx, record)
	}
	return s.ogcEdited(w, r, l, i, d.wrong, err)
}

// ogcEdited answers an edit.
func (s *server) ogcEdited(w http.ResponseWriter, r *http.Request, l *ogcLayer, i int, wrong *Problem, err error) error {
	switch {
	case wrong != nil:
		return wrong
	case errors.Is(err, data.ErrConflict):
		return changedMeanwhile(l.ID(i))
	case err != nil:
		return err
	}
	if _, err := s.ogcTagHeader(w, r, l, l.ID(i)); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// ogcDelete takes a record away that no other names.
func (s *server) ogcDelete(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := ogcParameters(r); err != nil {
		return err
	}
	l, err := s.editableLayer(r, http.MethodGet, http.MethodHead, http.MethodOptions)
	if err != nil {
		return err
	}
	i, err := s.edited(r, l)
	if err != nil {
		return err
	}
	version, note := l.Feature(i).Version, s.note(ctx, "delete", ogcSource)
	if l.ref.Kind == layer.Settlements {
		err = s.Study.Store.DeleteSettlement(ctx, l.ID(i), version, note)
	} else {
		if k, ok := l.FieldIndex("universal_service"); ok && l.Value(i, k).Boolean {
			return problem(http.StatusConflict, "conflict", fmt.Sprintf("facility %q is premises of the universal postal service (邮政普遍服务营业场所), whose closing needs approval: set its status to closed and keep the record", shorten(l.ID(i)))).with("id", l.ID(i))
		}
		err = s.Study.Store.DeleteFacility(ctx, l.ID(i), version, note)
	}
	switch {
	case errors.Is(err, data.ErrConflict):
		return changedMeanwhile(l.ID(i))
	case errors.Is(err, data.ErrInvalid): // somebody names it
		return problem(http.StatusConflict, "conflict", sentence(err, data.ErrInvalid)).with("id", l.ID(i))
	case err != nil:
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}
