package quality

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cuntong/planner"
)

// TwoEchelonInstance is a published two-echelon vehicle routing problem as read.
type TwoEchelonInstance struct {
	Name    string
	Problem *planner.TwoEchelon
	Scale   int64 // units of the objective in one unit of the file
}

// ReadTwoEchelon reads Set 2 and its like (Perboli, Tadei and Vigo 2011, doi:10.1287/trsc.1110.0368, in the form with comment lines
// that begin with "!"): trucks as number, capacity, cost per distance, fixed cost; vans as tours of a satellite, number, capacity,
// cost per distance, fixed cost; points "x,y" of the depot and the satellites; customers "x,y,demand". Distances are exact.
func ReadTwoEchelon(path string) (*TwoEchelonInstance, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readTwoEchelon(file, filepath.Base(path))
}

func readTwoEchelon(r io.Reader, name string) (*TwoEchelonInstance, error) {
	var parts []string
	fresh := true
	lines := bufio.NewScanner(io.LimitReader(r, maxSolutionBytes))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		switch {
		case strings.HasPrefix(text, "!"):
			fresh = true
		case text == "":
		case fresh:
			parts, fresh = append(parts, text), false
		default:
			parts[len(parts)-1] += " " + text
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(parts) != 4 {
		return nil, fmt.Errorf("%s: %d parts between comment lines, expected trucks, city freighters, stores and customers", name, len(parts))
	}
	numbers := func(part int, what string, columns int) ([][]int64, error) {
		var rows [][]int64
		for _, word := range strings.Fields(parts[part]) {
			var row []int64
			for _, cell := range strings.Split(word, ",") {
				d, err := parseDecimal(cell)
				v, ok := d.times(1)
				if err != nil || !ok || v < 0 {
					return nil, fmt.Errorf("%s: %s %q: %q is not a whole number of 0 or more", name, what, word, cell)
				}
				row = append(row, v)
			}
			if len(row) != columns {
				return nil, fmt.Errorf("%s: %s %q has %d numbers, expected %d", name, what, word, len(row), columns)
			}
			rows = append(rows, row)
		}
		if len(rows) == 0 || len(rows) > maxRoutePlaces {
			return nil, fmt.Errorf("%s: %d rows of %s, expected 1 to %d", name, len(rows), what, maxRoutePlaces)
		}
		return rows, nil
	}
	trucks, err := numbers(0, "trucks", 4)
	if err != nil {
		return nil, err
	}
	vans, err := numbers(1, "city freighters", 5)
	if err != nil {
		return nil, err
	}
	stores, err := numbers(2, "store", 2)
	if err != nil {
		return nil, err
	}
	customers, err := numbers(3, "customer", 3)
	if err != nil {
		return nil, err
	}
	var where places
	p := &planner.TwoEchelon{}
	place := func(row []int64) int32 {
		where.x, where.y = append(where.x, float64(row[0])), append(where.y, float64(row[1]))
		return int32(len(where.x) - 1)
	}
	p.Hub = place(stores[0])
	for _, row := range stores[1:] {
		p.Satellites = append(p.Satellites, planner.Satellite{Place: place(row), MaxTours: new(vans[0][0])})
	}
	for _, row := range customers {
		p.Stops = append(p.Stops, planner.EchelonStop{Place: place(row), Load: row[2]})
	}
	where.metric, where.scale = Euclid, float64(min(routeScale, scaleFor(where.span())))
	scale := int64(where.scale)
	p.Trucks = where.matrix()
	p.Vans = p.Trucks
	p.Truck = planner.EchelonVehicle{Count: new(trucks[0][0]), Capacity: trucks[0][1], PerMeter: trucks[0][2], Fixed: trucks[0][3] * scale}
	p.Van = planner.EchelonVehicle{Count: new(vans[0][1]), Capacity: vans[0][2], PerMeter: vans[0][3], Fixed: vans[0][4] * scale}
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &TwoEchelonInstance{Name: name, Problem: p, Scale: scale}, nil
}

// Decimal writes a figure of the objective in the file's units.
func (in *TwoEchelonInstance) Decimal(figure int64) string {
	return (&Instance{Scale: in.Scale}).Decimal(figure)
}
