-- +goose Up

-- The R*Tree of each feature layer with the triggers of GeoPackage 1.3, annex F.3 (gpkg_rtree_index).

CREATE VIRTUAL TABLE rtree_area_geom USING rtree(id, minx, maxx, miny, maxy);
-- +goose StatementBegin
CREATE TRIGGER rtree_area_geom_insert AFTER INSERT ON area
WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_area_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_area_geom_update1 AFTER UPDATE OF geom ON area
WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_area_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_area_geom_update2 AFTER UPDATE OF geom ON area
WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_area_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_area_geom_update3 AFTER UPDATE ON area
WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_area_geom WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_area_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_area_geom_update4 AFTER UPDATE ON area
WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_area_geom WHERE id IN (OLD.fid, NEW.fid);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_area_geom_delete AFTER DELETE ON area
WHEN OLD.geom NOT NULL BEGIN
  DELETE FROM rtree_area_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd

CREATE VIRTUAL TABLE rtree_settlement_geom USING rtree(id, minx, maxx, miny, maxy);
-- +goose StatementBegin
CREATE TRIGGER rtree_settlement_geom_insert AFTER INSERT ON settlement
WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_settlement_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_settlement_geom_update1 AFTER UPDATE OF geom ON settlement
WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_settlement_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_settlement_geom_update2 AFTER UPDATE OF geom ON settlement
WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_settlement_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_settlement_geom_update3 AFTER UPDATE ON settlement
WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_settlement_geom WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_settlement_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_settlement_geom_update4 AFTER UPDATE ON settlement
WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_settlement_geom WHERE id IN (OLD.fid, NEW.fid);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_settlement_geom_delete AFTER DELETE ON settlement
WHEN OLD.geom NOT NULL BEGIN
  DELETE FROM rtree_settlement_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd

CREATE VIRTUAL TABLE rtree_facility_geom USING rtree(id, minx, maxx, miny, maxy);
-- +goose StatementBegin
CREATE TRIGGER rtree_facility_geom_insert AFTER INSERT ON facility
WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_facility_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_facility_geom_update1 AFTER UPDATE OF geom ON facility
WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_facility_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_facility_geom_update2 AFTER UPDATE OF geom ON facility
WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_facility_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_facility_geom_update3 AFTER UPDATE ON facility
WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_facility_geom WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_facility_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_facility_geom_update4 AFTER UPDATE ON facility
WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_facility_geom WHERE id IN (OLD.fid, NEW.fid);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_facility_geom_delete AFTER DELETE ON facility
WHEN OLD.geom NOT NULL BEGIN
  DELETE FROM rtree_facility_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd

CREATE VIRTUAL TABLE rtree_plan_site_geom USING rtree(id, minx, maxx, miny, maxy);
-- +goose StatementBegin
CREATE TRIGGER rtree_plan_site_geom_insert AFTER INSERT ON plan_site
WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_plan_site_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_plan_site_geom_update1 AFTER UPDATE OF geom ON plan_site
WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  INSERT OR REPLACE INTO rtree_plan_site_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_plan_site_geom_update2 AFTER UPDATE OF geom ON plan_site
WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_plan_site_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_plan_site_geom_update3 AFTER UPDATE ON plan_site
WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_plan_site_geom WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_plan_site_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_plan_site_geom_update4 AFTER UPDATE ON plan_site
WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN
  DELETE FROM rtree_plan_site_geom WHERE id IN (OLD.fid, NEW.fid);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rtree_plan_site_geom_delete AFTER DELETE ON plan_site
WHEN OLD.geom NOT NULL BEGIN
  DELETE FROM rtree_plan_site_geom WHERE id = OLD.fid;
END;
-- +goose StatementEnd
