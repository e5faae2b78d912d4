package main

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"

	"cuntong/data"
)

// RulesFlags are the rules of a plan on the command line. Any of them replaces the rules of a saved scenario as a whole.
type RulesFlags struct {
	Capacities  bool     `help:"Points serve no more parcels a day than their capacity on record."`
	Capacity    *float64 `placeholder:"N" help:"Capacity, in parcels a day, of candidates that have none on record; with --capacities."`
	MinLoad     *float64 `placeholder:"N" help:"Least parcels a day that a new point serves."`
	Parcels1000 *float64 `name:"parcels-per-1000" placeholder:"N" help:"Parcels a day for 1,000 residents, where a settlement's own are unknown."`
	Split       bool     `help:"Several points may share a settlement's parcels."`
	Needs       *int64   `placeholder:"K" help:"Points within the standard that each settlement needs (lscp, scp, mclp)."`
	Backup      *int64   `placeholder:"PERMILLE" help:"What one point more than needed adds to a settlement's weight, in thousandths (mclp)."`
	Decay       []string `placeholder:"M:PERMILLE,…" help:"Coverage in part by distance (mclp), such as 1000:1000,2000:600,3000:250."`
	Nearest     *int64   `placeholder:"K" help:"How many nearest points of each settlement median adds up."`
	HuffPower   *float64 `placeholder:"X" help:"Exponent of distance in huff; default 2."`
	Within      *int64   `placeholder:"M" help:"Farthest that a point serves, in metres or seconds as the standard; default its limit, and any distance for median, center and facility."`
	YuanKm      *float64 `name:"yuan-per-parcel-km" placeholder:"YUAN" help:"What carrying a parcel one kilometre costs (facility)."`
	Forbid      []string `placeholder:"ID,…" help:"Candidates that must not open."`
	ForbidArea  string   `placeholder:"FILE" help:"GeoJSON polygons (WGS 84) inside which nothing may open."`
	Open        []string `placeholder:"ID,…" help:"Candidates that open in any case, outside --p and --budget."`
	OnePerHost  bool     `name:"one-per-village" help:"At most one open point in each settlement."`
	Exclusive   []string `sep:"none" placeholder:"ID,ID" help:"Points of which at most one is open; may be given again for another group."`
	Spacing     *int64   `placeholder:"M" help:"Least metres (seconds) between two points of which one is new."`
	TownMin     *int64   `placeholder:"N" help:"Least new points in each town."`
	TownMax     *int64   `placeholder:"N" help:"Most new points in each town."`
	Floor       *int64   `placeholder:"PERMILLE" help:"Least share of each town's weight that is covered, in thousandths."`
	Town        []string `sep:"none" placeholder:"CODE:min=N,max=N,floor=N" help:"What one town asks for in place of that; may be given again."`
}

// rules turns the flags into rules; nil where none was given.
func (f *RulesFlags) rules() (*data.Rules, error) {
	r := &data.Rules{
		Capacities: f.Capacities, Capacity: f.Capacity, MinLoad: f.MinLoad, ParcelsPer1000: f.Parcels1000, Split: f.Split,
		Needs: f.Needs, BackupPermille: f.Backup, Nearest: f.Nearest, HuffPower: f.HuffPower, Within: f.Within, YuanPerParcelKm: f.YuanKm,
		Forbid: f.Forbid, Open: f.Open, OnePerHost: f.OnePerHost, MinSpacing: f.Spacing, TownMinNew: f.TownMin, TownMaxNew: f.TownMax, FloorPermil: f.Floor,
	}
	for _, step := range f.Decay {
		within, permille, ok := strings.Cut(step, ":")
		distance, err1 := strconv.ParseInt(within, 10, 64)
		share, err2 := strconv.ParseInt(permille, 10, 64)
		if !ok || err1 != nil || err2 != nil {
			return nil, invalid("--decay %q is not DISTANCE:PERMILLE, such as 1000:600", step)
		}
		r.Decay = append(r.Decay, data.DecayStep{Within: distance, Permille: share})
	}
	for _, group := range f.Exclusive {
		r.Exclusive = append(r.Exclusive, strings.Split(group, ","))
	}
	for _, text := range f.Town {
		town, err := townRule(text)
		if err != nil {
			return nil, err
		}
		r.Towns = append(r.Towns, town)
	}
	if f.ForbidArea != "" {
		text, err := os.ReadFile(f.ForbidArea)
		if err != nil {
			return nil, invalid("--forbid-area %s cannot be read: %v", f.ForbidArea, err)
		}
		r.ForbidArea = text
	}
	if err := r.Check(); err != nil {
		return nil, invalid("%v", err)
	}
	if text, err := json.Marshal(r); err == nil && string(text) == "{}" {
		return nil, nil
	}
	return r, nil
}

// townRule reads CODE:min=N,max=N,floor=N.
func townRule(text string) (data.TownRule, error) {
	code, rest, _ := strings.Cut(text, ":")
	rule := data.TownRule{Town: code}
	for part := range strings.SplitSeq(rest, ",") {
		name, digits, _ := strings.Cut(part, "=")
		value, err := strconv.ParseInt(digits, 10, 64)
		into := map[string]**int64{"min": &rule.MinNew, "max": &rule.MaxNew, "floor": &rule.Floor}[name]
		if err != nil || into == nil || value < 0 {
			return rule, invalid("--town %q: %q is not min=N, max=N or floor=N", text, part)
		}
		*into = &value
	}
	return rule, nil
}
