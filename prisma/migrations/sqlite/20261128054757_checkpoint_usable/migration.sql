-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Checkpoint" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "nodeId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "on" BOOLEAN NOT NULL,
    "readyAt" DATETIME,
    "disk" TEXT NOT NULL,
    "diskGiB" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "usable" BOOLEAN NOT NULL DEFAULT true,
    "orchestratorHost" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    CONSTRAINT "Checkpoint_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Checkpoint" ("createdAt", "createdBy", "disk", "diskGiB", "id", "name", "nodeId", "note", "on", "orchestratorHost", "readyAt", "stage", "state") SELECT "createdAt", "createdBy", "disk", "diskGiB", "id", "name", "nodeId", "note", "on", "orchestratorHost", "readyAt", "stage", "state" FROM "Checkpoint";
DROP TABLE "Checkpoint";
ALTER TABLE "new_Checkpoint" RENAME TO "Checkpoint";
CREATE UNIQUE INDEX "Checkpoint_nodeId_name_key" ON "Checkpoint"("nodeId", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
