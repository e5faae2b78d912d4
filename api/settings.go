package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"cuntong/api/basemap"
	"cuntong/data"

	"github.com/danielgtaylor/huma/v2"
)

// StoreDefaults is what pages begin with where neither the address nor the browser says otherwise.
type StoreDefaults struct {
	Area     string `json:"area" maxLength:"12" doc:"Code of the area that pages begin with; empty: the one around everything"`
	Standard string `json:"standard" maxLength:"100" doc:"ID of the standard that is used where a request to this API names none, jobs included; empty: the program's own, which the command line keeps to"`
	Help     string `json:"help,omitempty" maxLength:"500" doc:"Whom to ask, in the words of the administrator; the help page shows it to everybody. Absent: nobody is named"`
	Datum    string `json:"datum,omitempty" enum:"wgs84,cgcs2000,gcj02,bd09" doc:"What pages offer first where positions are typed or imported; absent: it has to be said each time. The program itself never guesses"`
}

// BasemapSettings is the basemap as it was chosen; its key is not told.
type BasemapSettings struct {
	basemap.Choice
	KeySet bool `json:"key_set" doc:"Whether a key is kept; it is told to nobody"`
}

// BasemapDraft chooses a basemap.
type BasemapDraft struct {
	basemap.Choice
	Key *string `json:"key,omitempty" maxLength:"200" doc:"Key of the service; absent: the one that is kept, which goes to no other host than the one that it was given for; empty: none any more"`
}

// StoreSettings is what whoever runs the store decided for all who use it.
type StoreSettings struct {
	Defaults    StoreDefaults   `json:"defaults"`
	Basemap     BasemapSettings `json:"basemap"`
	BasemapFile bool            `json:"basemap_file" doc:"Whether the program was started with a PMTiles file (cuntong serve --basemap)"`
	Version     int64           `json:"version" doc:"Grows with every change; 1: nothing was decided yet. Also the ETag"`
}

// StoreSettingsDraft replaces them all.
type StoreSettingsDraft struct {
	Defaults StoreDefaults `json:"defaults"`
	Basemap  BasemapDraft  `json:"basemap"`
}

// keptSettings is the form in which the store keeps them.
type keptSettings struct {
	Defaults StoreDefaults  `json:"defaults"`
	Basemap  basemap.Choice `json:"basemap"`
	KeyFor   string         `json:"key_for,omitempty"` // whom the key was given for, see basemap.Choice.Origin: it goes to nobody else
}

const (
	settingsKey = "store"
	// settingsKept is how long settings are not asked for again; other programs on the same store may change them.
	settingsKept = 2 * time.Second
)

// decided is what was decided, as of some moment.
type decided struct {
	keptSettings
	key     string
	version int64 // in the store; 0: nothing yet
}

// settings are the settings of the store and the basemap made of them.
type settings struct {
	mu     sync.Mutex
	at     time.Time
	now    decided
	source basemap.Source // of the version below; nil: none
	made   int64          // version that source is of; -1: not made yet
}

type settingsAnswer struct {
	ETag string `header:"ETag" doc:"The version; send it as If-Match to replace"`
	Body StoreSettings
}

type replaceSettingsInput struct {
	IfMatch string `header:"If-Match" maxLength:"40" doc:"ETag of the version that is replaced; required"`
	Body    StoreSettingsDraft
}

func (s *server) registerSettings(o *operations) {
	register(o, needs(get("getSettings", "/api/v1/settings", "settings", "What was decided for all who use the store", "Defaults of pages and the basemap. Pages read what they need from /api/v1/info."), mayAdminister), []int{401, 403, 503}, s.getSettings)
	register(o, needs(huma.Operation{
		OperationID: "replaceSettings", Method: http.MethodPut, Path: "/api/v1/settings", Tags: []string{"settings"},
		Summary: "Decide for all who use the store", Description: "Only the version named by If-Match is replaced. Of accounts without an area alone: the whole store is meant.",
	}, mayAdminister), []int{400, 401, 403, 404, 409, 413, 415, 422, 428, 503}, s.replaceSettings)
}

// settingsStore is where settings are kept.
func (s *server) settingsStore() (data.Settings, error) {
	if store, ok := s.Study.Store.(data.Settings); ok {
		return store, nil
	}
	return nil, problem(http.StatusServiceUnavailable, "unavailable", "this store keeps no settings")
}

// decided returns the settings, at most settingsKept old.
func (s *server) decided(ctx context.Context) (decided, error) {
	s.settings.mu.Lock()
	defer s.settings.mu.Unlock()
	now := s.Study.Now()
	if !s.settings.at.IsZero() && now.Sub(s.settings.at).Abs() < settingsKept {
		return s.settings.now, nil
	}
	read, err := s.readSettings(ctx)
	if err != nil {
		return read, err
	}
	s.settings.at, s.settings.now = now, read
	return read, nil
}

// usualStandard is the standard that is used where a request names none: what was decided, else the program's own.
func (s *server) usualStandard(ctx context.Context, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	d, err := s.decided(ctx)
	if err != nil || d.Defaults.Standard != "" {
		return d.Defaults.Standard, err
	}
	return data.DefaultStandard, nil
}

// withStandard names the usual standard in the parameters of a job that has none, where one was decided. Scenarios bring their own, and routes need none.
func (s *server) withStandard(ctx context.Context, kind string, parameters json.RawMessage) (json.RawMessage, error) {
	d, err := s.decided(ctx)
	if err != nil || d.Defaults.Standard == "" || kind == "route" {
		return parameters, err
	}
	asked := map[string]json.RawMessage{}
	if len(parameters) > 0 && json.Unmarshal(parameters, &asked) != nil {
		return parameters, nil // whoever reads it says what is wrong
	}
	for key := range asked {
		if strings.EqualFold(key, "standard") || strings.EqualFold(key, "scenario") {
			return parameters, nil
		}
	}
	if asked["standard"], err = json.Marshal(d.Defaults.Standard); err != nil {
		return nil, err
	}
	return json.Marshal(asked)
}

func (s *server) readSettings(ctx context.Context) (decided, error) {
	read := decided{keptSettings: keptSettings{Basemap: basemap.Choice{Kind: basemap.None}}}
	if s.Basemap != nil {
		read.Basemap.Kind = basemap.File // whoever started the program with a file wants to see it
	}
	store, ok := s.Study.Store.(data.Settings)
	if !ok {
		return read, nil
	}
	kept, err := store.Setting(ctx, settingsKey)
	if errors.Is(err, data.ErrNotFound) {
		return read, nil
	}
	if err != nil {
		return read, err
	}
	if err := json.Unmarshal(kept.Value, &read.keptSettings); err != nil {
		return read, fmt.Errorf("settings of the store: %w", err)
	}
	read.key, read.version = kept.Secret, kept.Version
	return read, nil
}

func (s *server) settingsAnswer(d decided) *settingsAnswer {
	body := StoreSettings{Defaults: d.Defaults, Basemap: BasemapSettings{d.Basemap, d.key != ""}, BasemapFile: s.Basemap != nil, Version: d.version + 1}
	return &settingsAnswer{ETag: versionTag(body.Version), Body: body}
}

func (s *server) getSettings(ctx context.Context, _ *struct{}) (*settingsAnswer, error) {
	d, err := s.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	return s.settingsAnswer(d), nil
}

func (s *server) replaceSettings(ctx context.Context, in *replaceSettingsInput) (*settingsAnswer, error) {
	version, err := neededVersion(in.IfMatch)
	if err != nil {
		return nil, err
	}
	store, err := s.settingsStore()
	if err != nil {
		return nil, err
	}
	before, err := s.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	if before.version+1 != version {
		return nil, data.SettingConflict(data.Setting{Key: settingsKey, Version: version}, before.version+1)
	}
	if err := s.within(ctx, ""); err != nil {
		return nil, err
	}
	next := decided{keptSettings: keptSettings{in.Body.Defaults, in.Body.Basemap.Choice, cmp.Or(before.KeyFor, before.Basemap.Origin())}, key: before.key}
	if in.Body.Basemap.Key != nil {
		next.key, next.KeyFor = *in.Body.Basemap.Key, next.Basemap.Origin()
	}
	if err := s.checkSettings(ctx, &next); err != nil {
		return nil, err
	}
	value, err := json.Marshal(next.keptSettings)
	if err != nil {
		return nil, err
	}
	if next.version, err = store.SaveSetting(ctx, data.Setting{Key: settingsKey, Value: value, Secret: next.key, Version: version - 1}, s.note(ctx, "setting", "")); err != nil {
		return nil, err
	}
	s.settings.mu.Lock()
	s.settings.at = time.Time{} // the next request reads them
	s.settings.mu.Unlock()
	return s.settingsAnswer(next), nil
}

// checkSettings refuses settings that cannot be, naming the field.
func (s *server) checkSettings(ctx context.Context, d *decided) error {
	var err error
	if d.Defaults.Area, err = s.area(ctx, "area", d.Defaults.Area); err != nil {
		return err
	}
	if d.Defaults.Standard != "" {
		if _, err := s.Study.Standard(ctx, d.Defaults.Standard); err != nil {
			return invalidBody("defaults.standard", d.Defaults.Standard, "expected the ID of a standard of the store or a preset")
		}
	}
	var wrong *basemap.Wrong
	if err := d.Basemap.Check(d.key != "" && d.KeyFor == d.Basemap.Origin(), s.Basemap != nil); errors.As(err, &wrong) {
		value := ""
		if wrong.Field == "url" {
			value = d.Basemap.URL
		}
		return invalidBody("basemap."+wrong.Field, value, "expected "+wrong.Expected)
	}
	return nil
}
