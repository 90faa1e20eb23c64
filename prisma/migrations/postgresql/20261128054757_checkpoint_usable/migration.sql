-- AlterTable
ALTER TABLE "Checkpoint" ADD COLUMN     "usable" BOOLEAN NOT NULL DEFAULT true;
