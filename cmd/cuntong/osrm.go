package main

import (
	"cuntong/geo/travel/osrm"
	"cuntong/planner/study"
)

// OSRMFlag names an OSRM server. Without it the program asks nothing of any other.
type OSRMFlag struct {
	OSRM string `name:"osrm" placeholder:"URL" help:"OSRM server that measures travel with --travel osrm, such as http://127.0.0.1:5000; --profile is then the server's (default driving)."`
}

// nameServer lets a study travel by the server, where travel is by OSRM.
func (f OSRMFlag) nameServer(s *study.Study, travel, profile string) error {
	switch {
	case travel == study.ByOSRM && f.OSRM == "":
		return invalid("--travel osrm needs the address of a server: --osrm http://127.0.0.1:5000")
	case travel != study.ByOSRM && f.OSRM != "":
		return invalid("--osrm %s is of no use without --travel osrm", f.OSRM)
	case f.OSRM == "":
		return nil
	}
	router, err := osrm.New(osrm.Options{URL: f.OSRM, Profile: profile})
	if err != nil {
		return invalid("--osrm: %v", err)
	}
	s.OSRM = router
	return nil
}
