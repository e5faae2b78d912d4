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

func TestTheGeoPackageKeepsTheContractOfAccounts(t *testing.T) {
	storetest.RunAccounts(t, func(t *testing.T) storetest.AccountStore {
		s, _ := openNew(t)
		return s
	})
}

func TestTheGeoPackageKeepsTheContractOfRequests(t *testing.T) {
	storetest.RunRequests(t, func(t *testing.T) storetest.RequestStore {
		s, _ := openNew(t)
		return s
	})
}
