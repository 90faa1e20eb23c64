-- AlterTable
ALTER TABLE "Node" ADD COLUMN "networkKind" TEXT;
ALTER TABLE "Node" ADD COLUMN "pool" TEXT;
