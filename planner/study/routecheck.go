package study

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"cuntong/data"
	"cuntong/planner/fleet"
	"cuntong/planner/report"
	"cuntong/planner/verify"
)

// maxRouteBytes bounds a file of routes: a hundred thousand calls fit.
const maxRouteBytes = 16 << 20

// ReadRouteLines reads routes from a CSV file with the columns vehicle, order and stop, as WriteRoutesCSV writes it; other columns are
// passed over. Vehicles come in the order of the file, their stops by order.
func ReadRouteLines(file string) ([]RouteLine, error) {
	fail := func(format string, args ...any) ([]RouteLine, error) {
		return nil, fmt.Errorf("%s: %w: %w", file, fmt.Errorf(format, args...), data.ErrInvalid)
	}
	f, err := os.Open(file)
	if err != nil {
		return fail("%w", err)
	}
	defer f.Close()
	rows := csv.NewReader(io.LimitReader(f, maxRouteBytes))
	head, err := rows.Read()
	if err != nil {
		return fail("the first line is not a CSV heading: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	at := map[string]int{}
	for _, name := range []string{"vehicle", "order", "stop"} {
		if at[name] = slices.Index(head, name); at[name] < 0 {
			return fail("the heading lacks the column %q, expected vehicle, order and stop", name)
		}
	}
	type row struct {
		order int64
		stop  string
	}
	byVehicle, vehicles := map[string][]row{}, []string{}
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fail("%w", err)
		}
		line, _ := rows.FieldPos(0)
		order, err := strconv.ParseInt(strings.TrimSpace(cells[at["order"]]), 10, 32)
		vehicle, stop := strings.TrimSpace(cells[at["vehicle"]]), strings.TrimSpace(cells[at["stop"]])
		if err != nil || vehicle == "" || stop == "" {
			return fail("line %d: vehicle %q, order %q, stop %q, expected a vehicle, a whole number and a stop", line, vehicle, cells[at["order"]], stop)
		}
		if byVehicle[vehicle] == nil {
			vehicles = append(vehicles, vehicle)
		}
		if slices.ContainsFunc(byVehicle[vehicle], func(other row) bool { return other.order == order }) {
			return fail("line %d: vehicle %s has order %d twice", line, vehicle, order)
		}
		byVehicle[vehicle] = append(byVehicle[vehicle], row{order, stop})
	}
	var lines []RouteLine
	for _, vehicle := range vehicles {
		list := byVehicle[vehicle]
		slices.SortFunc(list, func(a, b row) int { return int(a.order - b.order) })
		one := RouteLine{Vehicle: vehicle}
		for _, r := range list {
			one.Stops = append(one.Stops, r.stop)
		}
		lines = append(lines, one)
	}
	return lines, nil
}

// CheckRoutes recounts routes made by hand with the checker that recounts our own: each vehicle alone, at its own depot, for whatever
// stops of the day it calls at; then that every call is made once.
func (s *Study) CheckRoutes(ctx context.Context, request RouteRequest, lines []RouteLine) (*report.RouteCheck, error) {
	d, err := s.readDay(ctx, request)
	if err != nil {
		return nil, err
	}
	out := &report.RouteCheck{Plan: d.plan.ID, Vehicles: len(lines), Violations: []report.RouteViolation{}}
	calls, districts := map[string]call{}, append(inOrder(d.towns), inOrder(d.counties)...)
	for _, one := range districts {
		for _, c := range one.calls {
			calls[c.id] = c
		}
	}
	servedBy := map[string]string{}
	for _, line := range lines {
		var mine []call
		for _, id := range line.Stops {
			c, ok := calls[id]
			if !ok {
				continue // a reload, or a stop that before finds unknown
			}
			if other, again := servedBy[id]; again {
				out.Add(line.Vehicle, id, "重复停靠，已由 "+other+" 服务", "it is served already, by "+other)
			} else {
				servedBy[id] = line.Vehicle
				mine = append(mine, c)
			}
		}
		if err := d.checkLine(ctx, out, line, mine); err != nil {
			return nil, err
		}
	}
	for _, one := range districts {
		for _, c := range one.calls {
			if servedBy[c.id] == "" {
				out.Add("", c.id, "没有车到这里", "no vehicle calls there")
			}
		}
	}
	out.Stops, out.Right = len(servedBy), len(out.Violations) == 0
	return out, nil
}

// checkLine recounts one vehicle.
func (d *day) checkLine(ctx context.Context, out *report.RouteCheck, line RouteLine, mine []call) error {
	for _, group := range []map[string]*district{d.towns, d.counties} {
		for _, whole := range group {
			for _, kind := range whole.kinds {
				number, ok := strings.CutPrefix(line.Vehicle, kind.record.ID+"#")
				n, err := strconv.ParseInt(number, 10, 32)
				if !ok || err != nil || n < 1 || n > kind.record.Count {
					continue
				}
				alone := &district{area: whole.area, tier: whole.tier, depots: whole.depots, kinds: []vehicleKind{kind}, calls: mine}
				problem, err := d.pose(ctx, alone)
				if err != nil {
					return err
				}
				before, unknown := alone.before(map[string]RouteLine{line.Vehicle: line})
				if unknown {
					out.Add(line.Vehicle, "", "有的停靠点既不是今天的停靠点，也不是可装车的站", "it calls somewhere that is neither a stop of the day nor a depot to reload at")
				}
				if len(before) == 0 {
					return nil
				}
				answer, err := fleet.Schedule(problem, before)
				if err == nil {
					err = verify.Routing(problem, answer)
				}
				if err != nil {
					out.Add(line.Vehicle, "", ruleZH(err), err.Error())
				}
				return nil
			}
		}
	}
	out.Add(line.Vehicle, "", "没有这辆车的记录", "no such vehicle is on record at a depot of the plan, expected the ID of the record, # and a number")
	return nil
}

// ruleZH names the kind of rule that the checker found broken.
func ruleZH(err error) string {
	for _, one := range [][2]string{{"shift", "超出班次"}, {"trips", "趟数太多"}, {"m, at most", "超出续航"}, {"no way", "没有路"}, {"nothing leads", "没有路"}, {"vehicle takes", "超载"}} {
		if strings.Contains(err.Error(), one[0]) {
			return one[1]
		}
	}
	return "不合规则"
}
