package quality

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cuntong/planner"
)

// LocationInstance is a published location-routing problem as read.
type LocationInstance struct {
	Name, Model string // Model is one of LocationModels
	Problem     *planner.LocationRouting
	Scale       int64   // units of the objective in one unit of the file
	Rounding    float64 // the most by which an objective in the file's units may differ from the figure without rounding
	Known       string  // an upper bound that the file itself names; "" none
}

// LocationModels lists the models whose instances are planner.LocationRouting: of one echelon and of two.
func LocationModels() []string { return []string{"lrp", "lrp2e"} }

// maxLocationPlaces bounds the travel matrices.
const maxLocationPlaces = 5000

// ReadLocation reads a location-routing file. lrp: the format of Prins, Prodhon and Wolfler Calvo 2006 (doi:10.1007/s10288-006-0001-9),
// in which Barreto's instances are kept too; legs are ⌈100·d⌉ where the last number, the kind of cost, is 0, and exact where it is 1.
// lrp2e: Prodhon's and Nguyen's (Nguyen, Prins and Prodhon 2012, doi:10.1016/j.ejor.2011.07.030), legs of vans ⌈mult·d⌉ and of trucks
// ⌈2·mult·d⌉ with mult 100 and 10; or Contardo's (Contardo, Hemmelmayr and Crainic 2012, doi:10.1016/j.cor.2012.04.003), exact.
func ReadLocation(path, model string) (*LocationInstance, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readLocation(bufio.NewReaderSize(file, 1<<16), filepath.Base(path), model)
}

func readLocation(r *bufio.Reader, name, model string) (*LocationInstance, error) {
	if !slices.Contains(LocationModels(), model) {
		return nil, fmt.Errorf("model %q is not one of %s", model, strings.Join(LocationModels(), ", "))
	}
	head, _ := r.Peek(4096) // a shorter file is all there; an error of reading comes again with the first token
	f := &locationFile{in: newTokens(r, name), p: &planner.LocationRouting{}}
	read := f.prodhon
	if model == "lrp2e" {
		f.p.Feed = &planner.Feed{}
		switch len(strings.Fields(firstLines(string(head), 1))) {
		case 1:
		case 2:
			read = f.nguyen
		default:
			read = f.contardo
		}
	}
	if err := read(); err != nil {
		return nil, err
	}
	if err := f.in.end(); err != nil {
		return nil, err
	}
	if err := f.p.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &LocationInstance{Name: name, Model: model, Problem: f.p, Scale: f.scale, Rounding: f.rounding, Known: f.known}, nil
}

// Decimal writes a figure of the objective in the file's units.
func (in *LocationInstance) Decimal(figure int64) string {
	return (&Instance{Scale: in.Scale}).Decimal(figure)
}

// Units returns a figure of the objective in the file's units, to the nearest float64.
func (in *LocationInstance) Units(figure int64) float64 {
	return (&Instance{Scale: in.Scale}).Units(figure)
}

// locationFile is a file while it is read. Costs wait until the kind of cost, which comes last, says what they are counted in.
type locationFile struct {
	in       *tokens
	p        *planner.LocationRouting
	where    places
	depots   []decimal // costs
	hubs     []decimal
	van      decimal
	truck    decimal
	scale    int64
	rounding float64
	known    string
}

// sizes reads how many places there are.
func (f *locationFile) sizes(stops, depots, hubs int64) error {
	if stops+depots+hubs > maxLocationPlaces {
		return f.in.wrong("%d places, expected at most %d", stops+depots+hubs, maxLocationPlaces)
	}
	f.p.Stops = make([]planner.EchelonStop, stops)
	f.p.Depots = make([]planner.DepotSite, depots)
	f.depots = make([]decimal, depots)
	if f.p.Feed != nil {
		f.p.Feed.Hubs = make([]planner.DepotSite, hubs)
		f.hubs = make([]decimal, hubs)
	}
	return nil
}

// place reads a point.
func (f *locationFile) place() (int32, error) {
	if err := f.where.read(f.in); err != nil {
		return 0, err
	}
	return int32(len(f.where.x) - 1), nil
}

// amount reads a load or a capacity.
func (f *locationFile) amount(what string) (int64, error) { return f.in.whole(what, 0, maxMagnitude) }

// prodhon reads the format of Prodhon for one echelon or two.
func (f *locationFile) prodhon() error {
	stops, err := f.in.whole("the number of customers", 1, maxLocationPlaces)
	if err != nil {
		return err
	}
	depots, err := f.in.whole("the number of depots", 1, maxLocationPlaces)
	if err != nil {
		return err
	}
	two := f.p.Feed != nil
	if err := f.sizes(stops, depots, 1); err != nil {
		return err
	}
	if two {
		if f.p.Feed.Hubs[0].Place, err = f.place(); err != nil {
			return err
		}
	}
	for k := range f.p.Depots {
		if f.p.Depots[k].Place, err = f.place(); err != nil {
			return err
		}
	}
	for i := range f.p.Stops {
		if f.p.Stops[i].Place, err = f.place(); err != nil {
			return err
		}
	}
	if f.p.Van.Capacity, err = f.amount("the capacity of a vehicle"); err != nil {
		return err
	}
	if two {
		if f.p.Feed.Truck.Capacity, err = f.amount("the capacity of a first-level vehicle"); err != nil {
			return err
		}
	}
	for k := range f.p.Depots {
		capacity, err := f.amount("the capacity of a depot")
		if err != nil {
			return err
		}
		f.p.Depots[k].Capacity = &capacity
	}
	for i := range f.p.Stops {
		if f.p.Stops[i].Load, err = f.amount("a demand"); err != nil {
			return err
		}
	}
	for k := range f.depots {
		if f.depots[k], err = f.in.decimal("an opening cost", 0); err != nil {
			return err
		}
	}
	if f.van, err = f.in.decimal("the cost of a route", 0); err != nil {
		return err
	}
	if two {
		if f.truck, err = f.in.decimal("the cost of a first-level vehicle", 0); err != nil {
			return err
		}
	}
	exact, err := f.in.whole("the kind of cost", 0, 1)
	if err != nil {
		return err
	}
	if exact == 1 {
		return f.price(Euclid, 1, 1)
	}
	return f.price(Ceil, 100, 200)
}

// nguyen reads the format of Nguyen.
func (f *locationFile) nguyen() error {
	depots, err := f.in.whole("the number of satellites", 1, maxLocationPlaces)
	if err != nil {
		return err
	}
	stops, err := f.in.whole("the number of customers", 1, maxLocationPlaces)
	if err != nil {
		return err
	}
	if err := f.sizes(stops, depots, 1); err != nil {
		return err
	}
	feed := f.p.Feed
	if feed.Truck.Capacity, err = f.amount("the capacity of a first-level vehicle"); err != nil {
		return err
	}
	if f.p.Van.Capacity, err = f.amount("the capacity of a second-level vehicle"); err != nil {
		return err
	}
	if f.truck, err = f.in.decimal("the cost of a first-level vehicle", 0); err != nil {
		return err
	}
	if f.van, err = f.in.decimal("the cost of a second-level vehicle", 0); err != nil {
		return err
	}
	if feed.Hubs[0].Place, err = f.place(); err != nil {
		return err
	}
	for k := range f.p.Depots {
		if f.p.Depots[k].Place, err = f.place(); err != nil {
			return err
		}
		capacity, err := f.amount("the capacity of a satellite")
		if err != nil {
			return err
		}
		f.p.Depots[k].Capacity = &capacity
		if f.depots[k], err = f.in.decimal("an opening cost", 0); err != nil {
			return err
		}
	}
	for i := range f.p.Stops {
		if f.p.Stops[i].Place, err = f.place(); err != nil {
			return err
		}
		if f.p.Stops[i].Load, err = f.amount("a demand"); err != nil {
			return err
		}
	}
	if word, err := f.in.peek(); err != nil {
		return err
	} else if word != "" {
		if _, err := f.in.whole("the kind of cost", 0, 0); err != nil {
			return err
		}
	}
	return f.price(Ceil, 10, 20)
}

// price turns points into travel and costs into whole numbers. Legs of vans and trucks are so many times as long as in the file.
func (f *locationFile) price(metric Metric, vans, trucks float64) error {
	f.scale = 1
	f.where.metric, f.where.scale = metric, 1
	if metric == Euclid {
		f.scale = scaleFor(f.where.span())
		f.where.scale = float64(f.scale)
		f.rounding = float64(2*len(f.p.Stops)+2*len(f.p.Depots)) * 0.5 / float64(f.scale)
	}
	if longest := f.where.span() * max(vans, trucks) * f.where.scale; longest > maxLeg-1 {
		return fmt.Errorf("%s: the points lie %g apart, expected at most %g", f.in.name, f.where.span(), (maxLeg-1)/max(vans, trucks))
	}
	f.p.Travel = f.where.times(vans).matrix()
	f.p.Van.PerMeter = 1
	var err error
	if f.p.Van.Fixed, err = f.cost(f.van); err != nil {
		return err
	}
	for k := range f.depots {
		if f.p.Depots[k].Fixed, err = f.cost(f.depots[k]); err != nil {
			return err
		}
	}
	feed := f.p.Feed
	if feed == nil {
		return nil
	}
	feed.Travel = f.where.times(trucks).matrix()
	feed.Truck.PerMeter = max(1, feed.Truck.PerMeter)
	if feed.Truck.Fixed, err = f.cost(f.truck); err != nil {
		return err
	}
	for k := range f.hubs {
		if feed.Hubs[k].Fixed, err = f.cost(f.hubs[k]); err != nil {
			return err
		}
	}
	return nil
}

// times returns the places of a plane that is mult times as large.
func (p *places) times(mult float64) *places {
	larger := &places{points{metric: p.metric, scale: p.scale}}
	for i := range p.x {
		larger.x, larger.y = append(larger.x, float64(p.x[i]*mult)), append(larger.y, float64(p.y[i]*mult))
	}
	return larger
}

// cost turns a cost of the file into units of the problem.
func (f *locationFile) cost(d decimal) (int64, error) {
	v, ok := d.times(f.scale)
	if !ok {
		return 0, fmt.Errorf("%s: a cost of %d/10^%d does not fit whole numbers of 1/%d", f.in.name, d.mantissa, d.places, f.scale)
	}
	return v, nil
}
