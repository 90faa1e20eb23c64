-- CreateTable
CREATE TABLE "Schedule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "deleteReady" BOOLEAN NOT NULL,
    "keepFailed" INTEGER NOT NULL,
    "pausedAt" DATETIME,
    "pausedBy" TEXT,
    "dueAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "ScheduleTime" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scheduleId" TEXT NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "at" DATETIME NOT NULL,
    "by" TEXT,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "runId" TEXT,
    "cleanUp" TEXT,
    CONSTRAINT "ScheduleTime_scheduleId_fkey" FOREIGN KEY ("scheduleId") REFERENCES "Schedule" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Schedule_name_key" ON "Schedule"("name");

-- CreateIndex
CREATE INDEX "ScheduleTime_scheduleId_at_idx" ON "ScheduleTime"("scheduleId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "ScheduleTime_scheduleId_dueAt_key" ON "ScheduleTime"("scheduleId", "dueAt");
