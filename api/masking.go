package api

import (
	"reflect"
	"slices"
	"strings"

	"cuntong/data"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// seesMasked reports whether names of persons and telephone numbers are masked for a caller: they are for all but those who
// plan or administer. Couriers see what belongs to their own runs (maskedRun).
func (c caller) seesMasked() bool { return !c.may(mayPlan) && !c.may(mayAdminister) }

// maskedRun is a run as the caller may see it: couriers see all of theirs, viewers no names and no numbers.
func (c caller) maskedRun(v study.RunView) study.RunView {
	if !c.seesMasked() || c.ownRunsOnly() { // of those only their own come here
		return v
	}
	v.Run = data.Masked(v.Run)
	v.Stops = slices.Clone(v.Stops)
	for i := range v.Stops {
		v.Stops[i].Name = data.MaskText(v.Stops[i].Name)
	}
	events := make([]data.StopEvent, len(v.Events))
	for i, event := range v.Events {
		events[i] = data.Masked(event)
	}
	v.Events = events
	return v
}

// words are words of people as the caller may see them.
func (c caller) words(text string) string {
	if c.seesMasked() && !c.ownRunsOnly() {
		return data.MaskText(text)
	}
	return text
}

// maskRoutes hides in a day's routes what the caller may not see: who drives, and telephone numbers in every name and sentence.
func (c caller) maskRoutes(day *report.RouteStudy) {
	if !c.seesMasked() || c.ownRunsOnly() {
		return
	}
	for i := range day.Routes {
		day.Routes[i].Courier = data.MaskName(day.Routes[i].Courier)
	}
	maskNames(reflect.ValueOf(day).Elem(), false)
}

// maskNames hides telephone numbers in the texts of a value whose field is a name or words. IDs, codes and days stay as they are.
func maskNames(value reflect.Value, words bool) {
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			maskNames(value.Elem(), words)
		}
	case reflect.Slice:
		for i := range value.Len() {
			maskNames(value.Index(i), words)
		}
	case reflect.Struct:
		for i := range value.NumField() {
			switch name := value.Type().Field(i).Name; {
			case !value.Field(i).CanSet():
			case strings.HasSuffix(name, "Name"), name == "Note", name == "Reason", name == "ZH", name == "EN", name == "Villages":
				maskNames(value.Field(i), true)
			default:
				maskNames(value.Field(i), false)
			}
		}
	case reflect.String:
		if words {
			value.SetString(data.MaskText(value.String()))
		}
	}
}
