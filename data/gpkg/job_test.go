package gpkg

import (
	"testing"

	"cuntong/data/storetest"
)

func TestTheGeoPackageKeepsTheContractOfJobs(t *testing.T) {
	storetest.RunJobs(t, func(t *testing.T) storetest.JobStore {
		s, _ := openNew(t)
		return s
	})
}
